package io.clipstream.app.quickstart.scenes;

import java.awt.Color;
import java.awt.geom.AffineTransform;
import java.util.List;

/** Halls with saw-tooth roofs, silos, stacked containers and pipes on paved ground. */
final class Industry implements LandUse {
    private static final List<Color> HALLS = List.of(
            new Color(0xcfd0cc), new Color(0x9aa3ab), new Color(0x7f93a3), new Color(0xb0a596), new Color(0xe2e0da));
    private static final List<Color> BOXES = List.of(
            new Color(0xb4533c), new Color(0x3f6c8f), new Color(0xc9a94a), new Color(0x5d7d58), new Color(0xdedede));
    private static final Color PAVING = new Color(0x8f8a83);

    @Override
    public void draw(Tile tile, Season season) {
        tile.ground(tile.near(PAVING, 0.12), tile.textures.rough(), 2, 0.08);
        tile.brush.rotate(tile.between(0, Math.PI), 64, 64);
        double y = -36 + tile.between(0, 30);
        while (y < 160) {
            double depth = tile.between(26, 54);
            row(tile, y + depth / 2, depth);
            y += depth + tile.between(6, 16);
        }
        tile.brush.setTransform(new AffineTransform());
        tile.shade(tile.textures.grain(), 1, 0.04);
    }

    private static void row(Tile tile, double y, double depth) {
        double x = -36 + tile.between(0, 30);
        while (x < 160) {
            double width = tile.between(24, 66);
            switch (tile.count(0, 5)) {
                case 0 -> silos(tile, x, y, width, depth);
                case 1 -> containers(tile, x, y, width, depth);
                default -> hall(tile, x + width / 2, y, width, depth);
            }
            x += width + tile.between(4, 14);
        }
    }

    private static void hall(Tile tile, double x, double y, double width, double depth) {
        Color roof = tile.near(tile.one(HALLS), 0.06);
        tile.box(x + 3, y + 3, width, depth, 0, new Color(0, 0, 0, 130));
        tile.box(x, y, width, depth, 0, roof);
        double tooth = tile.between(5, 11);
        if (tile.chance(0.6)) {
            for (double at = x - width / 2 + tooth / 2; at < x + width / 2 - tooth / 4; at += tooth) {
                tile.box(at, y, tooth * 0.4, depth * 0.94, 0, Colors.scaled(roof, 0.82));
            }
        } else {
            tile.box(x, y, width * 0.5, depth * 0.3, 0, Colors.scaled(roof, 0.9));
        }
    }

    private static void silos(Tile tile, double x, double y, double width, double depth) {
        double radius = tile.between(4, 8);
        Color steel = tile.near(HALLS.get(0), 0.08);
        for (double down = y - depth / 2 + radius; down < y + depth / 2 - radius / 2; down += radius * 2.3) {
            for (double right = x + radius; right < x + width; right += radius * 2.3) {
                tile.disc(right + 2, down + 2, radius, new Color(0, 0, 0, 120));
                tile.disc(right, down, radius, steel);
                tile.disc(right, down, radius * 0.4, Colors.scaled(steel, 0.85));
            }
        }
    }

    private static void containers(Tile tile, double x, double y, double width, double depth) {
        for (double down = y - depth / 2; down < y + depth / 2; down += 4) {
            for (double right = x; right < x + width - 8; right += 9) {
                if (tile.chance(0.8)) {
                    tile.box(right + 4, down + 2, 8, 3, 0, tile.near(tile.one(BOXES), 0.06));
                }
            }
        }
    }
}
