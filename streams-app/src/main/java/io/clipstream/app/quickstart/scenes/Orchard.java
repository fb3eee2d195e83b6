package io.clipstream.app.quickstart.scenes;

import java.awt.Color;
import java.util.List;

/** Trees planted on a staggered or square grid over mown alleys, a few of them missing. */
final class Orchard implements LandUse {
    private static final Color TILLED = new Color(0xa08560);
    private static final Color SILVER = new Color(0x8d9a78);

    @Override
    public void draw(Tile tile, Season season) {
        Color soil = tile.one(List.of(season.grass, TILLED, TILLED));
        tile.ground(tile.near(soil, 0.1), tile.textures.rough(), 1.5, 0.08);
        double angle = tile.between(0, Math.PI);
        double alley = tile.between(10, 19);
        double gap = alley * tile.between(0.65, 1);
        double radius = gap * tile.between(0.36, 0.48);
        double stagger = tile.chance(0.5) ? gap / 2 : 0;
        double missing = tile.between(0, 0.12);
        Color crown = tile.near(tile.one(List.of(season.leaves, SILVER, Season.SUMMER.leaves)), 0.1);
        tile.brush.rotate(angle, 64, 64);
        int row = 0;
        for (double y = -34; y < 162; y += alley, row++) {
            if (tile.chance(0.5)) {
                tile.box(64, y + alley / 2, 220, alley * 0.3, 0, Colors.faint(tile.near(season.grass, 0.1), 0.3));
            }
            for (double x = -34 + row % 2 * stagger; x < 162; x += gap) {
                if (!tile.chance(missing)) {
                    tree(tile, x, y, radius * tile.between(0.85, 1.1), crown);
                }
            }
        }
        tile.brush.rotate(-angle, 64, 64);
        tile.shade(tile.textures.grain(), 1, 0.05);
    }

    private static void tree(Tile tile, double x, double y, double radius, Color crown) {
        tile.disc(x + radius * 0.35, y + radius * 0.35, radius, new Color(20, 20, 10, 110));
        tile.disc(x, y, radius, crown);
        tile.disc(x - radius * 0.25, y - radius * 0.25, radius * 0.5, Colors.scaled(crown, 1.2));
    }
}
