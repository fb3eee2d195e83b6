package io.clipstream.app.quickstart.scenes;

import java.awt.Color;
import java.awt.geom.Path2D;
import java.util.List;

/** Ground without plants: stones, gullies, wheel tracks and drying puddles. */
final class BareSoil implements LandUse {
    private static final List<Color> EARTHS = List.of(
            new Color(0x9c7a58), new Color(0x7a5c48), new Color(0xa89a86), new Color(0xb5744f), new Color(0xc2a77a));
    private static final Color STONE = new Color(0xcfc4b4);

    @Override
    public void draw(Tile tile, Season season) {
        earth(tile);
        gullies(tile);
        for (int i = tile.count(5, 40); i > 0; i--) {
            tile.disc(tile.between(0, 128), tile.between(0, 128), tile.between(0.6, 1.6), tile.near(STONE, 0.15));
        }
    }

    /** The ground itself, which also lies beside roads and rivers. */
    static void earth(Tile tile) {
        Color earth = tile.near(tile.one(EARTHS), 0.08);
        tile.ground(earth, tile.textures.rough(), tile.between(0.6, 2), tile.between(0.08, 0.2));
        tile.patches(Colors.scaled(earth, tile.between(0.75, 1.2)), tile.textures.soft(), 0.7, 0.2, 0.6);
        tile.shade(tile.textures.tussocks(), 0.8, tile.between(0, 0.08));
    }

    private static void gullies(Tile tile) {
        tile.brush.setPaint(new Color(60, 40, 25, 90));
        for (int i = tile.count(3, 8); i > 0; i--) {
            tile.brush.setStroke(Strokes.of(tile.between(0.6, 1.8)));
            Path2D gully = new Path2D.Double();
            double x = tile.between(0, 128);
            double y = tile.between(0, 128);
            gully.moveTo(x, y);
            for (int k = 0; k < 6; k++) {
                x += tile.between(-14, 14);
                y += tile.between(-4, 18);
                gully.lineTo(x, y);
            }
            tile.brush.draw(gully);
        }
    }
}
