package io.clipstream.app.quickstart.scenes;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.util.List;
import java.util.random.RandomGenerator;

/** One tile while it is drawn: its pixels, its brush, its chance. */
final class Tile {
    static final int SIZE = 128;

    final BufferedImage image = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_INT_RGB);
    final int[] pixels = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
    final Graphics2D brush = image.createGraphics();
    final Textures textures;
    private final RandomGenerator random;

    Tile(Textures textures, RandomGenerator random) {
        this.textures = textures;
        this.random = random;
        brush.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        brush.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    }

    double between(double low, double high) {
        return random.nextDouble(low, high);
    }

    int count(int low, int high) {
        return random.nextInt(low, high + 1);
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    <T> T one(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    /** The colour, a little lighter or darker and a little off in hue, as no two fields are alike. */
    Color near(Color colour, double amount) {
        double shade = 1 + random.nextGaussian() * amount;
        return Colors.rgb(
                colour.getRed() * shade + random.nextGaussian() * amount * 40,
                colour.getGreen() * shade + random.nextGaussian() * amount * 40,
                colour.getBlue() * shade + random.nextGaussian() * amount * 40);
    }

    /** Covers the whole tile with a colour whose brightness follows a texture. */
    void ground(Color colour, Texture texture, double zoom, double contrast) {
        Rectangle2D all = new Rectangle2D.Double(0, 0, SIZE, SIZE);
        brush.setPaint(colour);
        brush.fill(all);
        shade(texture, zoom, contrast);
    }

    /** Multiplies what is there by a texture's brightness. */
    void shade(Texture texture, double zoom, double contrast) {
        double x = between(0, 256);
        double y = between(0, 256);
        for (int row = 0, i = 0; row < SIZE; row++) {
            for (int column = 0; column < SIZE; column++, i++) {
                pixels[i] = Colors.scaled(pixels[i], 1 + contrast * texture.at(x + column / zoom, y + row / zoom));
            }
        }
    }

    /** Lays a colour where a texture exceeds a level: the lower the level, the more of it. */
    void patches(Color colour, Texture texture, double zoom, double level, double strength) {
        double x = between(0, 256);
        double y = between(0, 256);
        for (int row = 0, i = 0; row < SIZE; row++) {
            for (int column = 0; column < SIZE; column++, i++) {
                double over = (texture.at(x + column / zoom, y + row / zoom) - level) * 4;
                if (over > 0) {
                    pixels[i] = Colors.mixed(pixels[i], colour, Math.min(1, over) * strength);
                }
            }
        }
    }

    void fill(Shape shape, Color colour) {
        brush.setPaint(colour);
        brush.fill(shape);
    }

    void disc(double x, double y, double radius, Color colour) {
        fill(new Ellipse2D.Double(x - radius, y - radius, 2 * radius, 2 * radius), colour);
    }

    /** A box around a centre, turned by an angle. */
    void box(double x, double y, double width, double height, double angle, Color colour) {
        AffineTransform turn = AffineTransform.getRotateInstance(angle, x, y);
        Rectangle2D box = new Rectangle2D.Double(x - width / 2, y - height / 2, width, height);
        fill(turn.createTransformedShape(box), colour);
    }
}
