package io.clipstream.app.quickstart.scenes;

import java.awt.Color;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.util.List;

/** Strips of fields between slanting borders, with tramlines, harrow marks and ripening patches. */
final class Crops implements LandUse {
    private static final Color EARTH = new Color(0x7d6350);
    private static final Color RAPE = new Color(0xc9c24a);
    private static final Color STUBBLE = new Color(0xbfa878);

    @Override
    public void draw(Tile tile, Season season) {
        fields(tile, season, tile.count(4, 8));
    }

    private static void fields(Tile tile, Season season, int strips) {
        double turn = tile.between(0, 2 * Math.PI);
        tile.brush.rotate(turn, 64, 64);
        List<Color> crops = List.of(season.crop, EARTH, season.grass, STUBBLE, season.crop, RAPE);
        int first = tile.count(0, crops.size() - 1);
        double edge = -40;
        double lean = tile.between(-14, 14);
        for (int i = 0; i <= strips; i++) {
            double next = i == strips ? 180 : edge + 208.0 / strips * tile.between(0.6, 1.4);
            double nextLean = tile.between(-14, 14);
            // Neighbours never bear the same crop, so that borders show.
            strip(tile, season, crops.get((first + i) % crops.size()), edge, lean, next, nextLean);
            edge = next;
            lean = nextLean;
        }
        tile.brush.rotate(-turn, 64, 64);
        tile.shade(tile.textures.rough(), 1.5, tile.between(0.03, 0.1));
    }

    private static void strip(
            Tile tile, Season season, Color crop, double left, double lean, double right, double rightLean) {
        Path2D field = new Path2D.Double();
        field.moveTo(left + lean, -40);
        field.lineTo(right + rightLean, -40);
        field.lineTo(right - rightLean, 168);
        field.lineTo(left - lean, 168);
        field.closePath();
        Color colour = tile.near(crop, 0.1);
        tile.fill(field, colour);
        double pitch = tile.between(4, 12);
        Color track = Colors.faint(Colors.scaled(colour, tile.chance(0.5) ? 0.62 : 1.35), tile.between(0.5, 0.9));
        double slope = (lean + rightLean) / 2;
        for (double x = left + pitch; x < right; x += pitch) {
            tile.brush.setStroke(Strokes.of(tile.between(0.8, 1.6)));
            tile.brush.setPaint(track);
            tile.brush.draw(new Line2D.Double(x + slope, -40, x - slope, 168));
        }
        tile.brush.setStroke(Strokes.of(tile.between(1, 3)));
        tile.brush.setPaint(tile.near(season.grass, 0.15));
        tile.brush.draw(new Line2D.Double(right + rightLean, -40, right - rightLean, 168));
    }
}
