package io.clipstream.app.quickstart.scenes;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;

/** Turns a drawn tile into what a sensor sees through the air. */
final class Camera {
    private static final double AIR_RED = 196;
    private static final double AIR_GREEN = 200;
    private static final double AIR_BLUE = 204;

    private Camera() {}

    /** Changes the tile in place: resolution first, then air, cast and exposure, noise last. */
    static void expose(Tile tile, Conditions conditions) {
        if (conditions.detail() < Tile.SIZE) {
            resolve(tile, conditions.detail());
        }
        Conditions.Cast cast = conditions.cast();
        double light = conditions.light();
        double clear = 1 - conditions.haze();
        double x = tile.between(0, 256);
        double y = tile.between(0, 256);
        double falloff = tile.between(0, 0.15);
        for (int row = 0, i = 0; row < Tile.SIZE; row++) {
            for (int column = 0; column < Tile.SIZE; column++, i++) {
                double right = column / 64.0 - 1;
                double down = row / 64.0 - 1;
                double gain = light * (1 - falloff * (right * right + down * down) / 2);
                double noise = conditions.grain() * tile.textures.grain().at(x + column, y + row);
                int rgb = tile.pixels[i];
                tile.pixels[i] = Colors.packed(
                        gain * cast.red * (clear * Colors.red(rgb) + conditions.haze() * AIR_RED) + noise,
                        gain * cast.green * (clear * Colors.green(rgb) + conditions.haze() * AIR_GREEN) + noise,
                        gain * cast.blue * (clear * Colors.blue(rgb) + conditions.haze() * AIR_BLUE) + noise);
            }
        }
    }

    private static void resolve(Tile tile, int across) {
        BufferedImage seen = new BufferedImage(across, across, BufferedImage.TYPE_INT_RGB);
        Graphics2D lens = seen.createGraphics();
        lens.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        lens.drawImage(tile.image, 0, 0, across, across, null);
        lens.dispose();
        tile.brush.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        tile.brush.drawImage(seen, 0, 0, Tile.SIZE, Tile.SIZE, null);
    }
}
