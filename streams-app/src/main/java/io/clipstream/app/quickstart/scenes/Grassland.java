package io.clipstream.app.quickstart.scenes;

import java.awt.Color;
import java.awt.geom.Path2D;

/** Rough grassland: tussocks, wet hollows, trodden paths, bales and a few shrubs. */
final class Grassland implements LandUse {
    private static final Color BALE = new Color(0xd9cf9f);
    private static final Color FENCE = new Color(0x6a5f4c);

    @Override
    public void draw(Tile tile, Season season) {
        grass(tile, season);
        if (tile.chance(0.6)) {
            paths(tile);
        }
        if (tile.chance(0.35)) {
            for (int i = tile.count(4, 14); i > 0; i--) {
                tile.disc(tile.between(4, 124), tile.between(4, 124), 1.7, tile.near(BALE, 0.05));
            }
        }
        for (int i = tile.count(4, 14); i > 0; i--) {
            double x = tile.between(0, 128);
            double y = tile.between(0, 128);
            double radius = tile.between(1.5, 4);
            tile.disc(x + 1.5, y + 1.5, radius, new Color(0, 0, 0, 90));
            tile.disc(x, y, radius, tile.near(season.leaves, 0.15));
        }
    }

    /** The grass itself, which also grows beside roads and rivers. */
    static void grass(Tile tile, Season season) {
        tile.ground(
                tile.near(season.grass, 0.1),
                tile.textures.tussocks(),
                tile.between(0.6, 1.5),
                tile.between(0.06, 0.16));
        Color damp = tile.near(Colors.scaled(season.grass, tile.between(0.75, 1.2)), 0.08);
        tile.patches(damp, tile.textures.soft(), tile.between(0.4, 1), tile.between(-0.2, 0.4), 0.5);
        tile.shade(tile.textures.rough(), tile.between(0.7, 2), tile.between(0.03, 0.08));
    }

    private static void paths(Tile tile) {
        tile.brush.setStroke(Strokes.of(tile.between(0.7, 1.6)));
        tile.brush.setPaint(Colors.faint(FENCE, 0.6));
        for (int i = tile.count(1, 3); i > 0; i--) {
            Path2D path = new Path2D.Double();
            path.moveTo(tile.between(-10, 138), -5);
            path.quadTo(tile.between(0, 128), tile.between(0, 128), tile.between(-10, 138), 133);
            tile.brush.draw(path);
        }
    }
}
