package io.clipstream.app.quickstart.scenes;

import java.awt.Color;
import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;

/** Water as far as the tile goes, or nearly: swell, gusts, algae, a ship's wake, now and then a bit of shore. */
final class OpenWater implements LandUse {
    private static final Color ALGAE = new Color(0x6f8f5a);
    private static final Color FOAM = new Color(0xe6ecec);

    @Override
    public void draw(Tile tile, Season season) {
        Color water = tile.near(tile.one(River.WATERS), 0.1);
        tile.ground(water, tile.textures.soft(), tile.between(0.4, 1.2), tile.between(0.04, 0.14));
        tile.shade(tile.textures.rough(), tile.between(0.5, 1.5), tile.between(0.01, 0.05));
        swell(tile);
        if (tile.chance(0.2)) {
            tile.patches(ALGAE, tile.textures.rough(), 1, 0.4, 0.4);
        }
        if (tile.chance(0.25)) {
            wake(tile);
        }
        if (tile.chance(0.3)) {
            shore(tile, season);
        }
    }

    private static void swell(Tile tile) {
        double angle = tile.between(0, Math.PI);
        double across = Math.cos(angle) * 2 * Math.PI / tile.between(8, 26);
        double down = Math.sin(angle) * 2 * Math.PI / tile.between(8, 26);
        double height = tile.between(0.03, 0.12);
        for (int i = 0; i < tile.pixels.length; i++) {
            double phase = across * (i % Tile.SIZE) + down * (i / Tile.SIZE);
            tile.pixels[i] = Colors.scaled(tile.pixels[i], 1 + height * Math.sin(phase));
        }
    }

    private static void wake(Tile tile) {
        double x = tile.between(30, 98);
        double y = tile.between(30, 98);
        double angle = tile.between(0, 2 * Math.PI);
        Path2D wake = new Path2D.Double();
        wake.moveTo(x, y);
        wake.lineTo(x - 70 * Math.cos(angle - 0.12), y - 70 * Math.sin(angle - 0.12));
        wake.lineTo(x - 70 * Math.cos(angle + 0.12), y - 70 * Math.sin(angle + 0.12));
        wake.closePath();
        tile.fill(wake, Colors.faint(FOAM, 0.3));
        tile.box(x, y, tile.between(6, 12), 3, angle, tile.near(FOAM, 0.1));
    }

    private static void shore(Tile tile, Season season) {
        Path2D land = new Path2D.Double();
        double depth = tile.between(10, 40);
        tile.brush.rotate(tile.count(0, 3) * Math.PI / 2, 64, 64);
        land.moveTo(-5, -5);
        land.lineTo(-5, depth);
        land.curveTo(
                40,
                depth + tile.between(-12, 12),
                80,
                depth + tile.between(-20, 12),
                133,
                depth * tile.between(0.2, 1));
        land.lineTo(133, -5);
        land.closePath();
        tile.fill(land, tile.near(season.grass, 0.12));
        tile.brush.setStroke(Strokes.of(tile.between(1, 4)));
        tile.brush.setPaint(tile.near(new Color(0xc9bc9c), 0.05));
        tile.brush.draw(land);
        tile.brush.setTransform(new AffineTransform());
    }
}
