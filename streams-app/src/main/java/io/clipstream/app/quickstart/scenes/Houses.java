package io.clipstream.app.quickstart.scenes;

import java.awt.Color;
import java.util.List;

/** Plots along parallel lanes: hipped and L-shaped roofs, lawns, pools, drives and garden trees. */
final class Houses implements LandUse {
    private static final List<Color> ROOFS = List.of(
            new Color(0xa65a41), new Color(0x6d6a6c), new Color(0x8a6b52), new Color(0xb98f6a), new Color(0x54565e));
    private static final Color LANE = new Color(0x8f8b84);
    private static final Color POOL = new Color(0x6cc4d4);

    @Override
    public void draw(Tile tile, Season season) {
        tile.ground(tile.near(season.grass, 0.1), tile.textures.rough(), 1, 0.15);
        double turn = tile.between(0, Math.PI);
        double plot = tile.between(13, 24);
        Color roof = tile.one(ROOFS);
        tile.brush.rotate(turn, 64, 64);
        for (double y = -36; y < 164; y += plot * 2.6) {
            tile.box(64, y, 220, plot * 0.28, 0, tile.near(LANE, 0.05));
            for (double x = -36 + tile.between(0, plot); x < 164; x += plot * tile.between(0.9, 1.2)) {
                plot(tile, season, x, y + plot * 0.75, plot, tile.chance(0.75) ? roof : tile.one(ROOFS));
                plot(tile, season, x, y - plot * 0.75, plot, tile.chance(0.75) ? roof : tile.one(ROOFS));
            }
        }
        tile.brush.rotate(-turn, 64, 64);
        tile.shade(tile.textures.grain(), 1, 0.06);
    }

    private static void plot(Tile tile, Season season, double x, double y, double plot, Color roof) {
        double radius = tile.between(0.1, 0.2) * plot;
        for (int i = tile.count(0, 3); i > 0; i--) {
            tile.disc(
                    x + tile.between(-0.5, 0.5) * plot,
                    y + tile.between(-0.5, 0.5) * plot,
                    radius,
                    tile.near(season.leaves, 0.15));
        }
        if (tile.chance(0.1)) {
            tile.box(x + plot * 0.35, y + plot * 0.3, plot * 0.25, plot * 0.15, 0, POOL);
        }
        house(
                tile,
                x + tile.between(-1, 1),
                y,
                plot * tile.between(0.45, 0.65),
                plot * tile.between(0.35, 0.5),
                tile.near(roof, 0.08));
    }

    private static void house(Tile tile, double x, double y, double width, double depth, Color roof) {
        tile.box(x + 1.5, y + 1.5, width, depth, 0, new Color(0, 0, 0, 130));
        tile.box(x, y - depth / 4, width, depth / 2, 0, Colors.scaled(roof, 1.15));
        tile.box(x, y + depth / 4, width, depth / 2, 0, Colors.scaled(roof, 0.85));
        if (tile.chance(0.4)) {
            tile.box(x + width / 3, y + depth / 2, width / 3, depth * 0.6, 0, roof);
        }
    }
}
