package io.clipstream.app.quickstart.scenes;

import java.awt.Color;
import java.awt.geom.Path2D;
import java.util.List;

/** A meandering river with gravel banks, lighter shallows and sometimes a side arm. */
final class River implements LandUse {
    static final List<Color> WATERS = List.of(
            new Color(0x3f5e6e), new Color(0x2e4450), new Color(0x4c7a78), new Color(0x6d8a94), new Color(0x4f7f8c));
    private static final Color GRAVEL = new Color(0xb9ae98);

    @Override
    public void draw(Tile tile, Season season) {
        Country.wild(tile, season);
        Color water = tile.near(tile.one(WATERS), 0.08);
        double width = tile.between(18, 36);
        int bends = tile.count(2, 4);
        if (tile.chance(0.15)) {
            stream(tile, season, Course.across(tile, bends, tile.between(10, 30)), width * 0.4, water);
        }
        stream(tile, season, Course.across(tile, bends, tile.between(8, 45)), width, water);
        tile.shade(tile.textures.soft(), 0.8, 0.04);
    }

    private static void stream(Tile tile, Season season, Path2D course, double width, Color water) {
        Color bank = tile.near(tile.chance(0.5) ? GRAVEL : Colors.scaled(season.leaves, 0.9), 0.1);
        line(tile, course, width + tile.between(2, 8), Colors.faint(bank, 0.85));
        line(tile, course, width, Colors.scaled(water, 1.15));
        line(tile, course, width * 0.7, water);
        line(tile, course, width * 0.35, Colors.scaled(water, 0.93));
    }

    private static void line(Tile tile, Path2D course, double width, Color colour) {
        tile.brush.setStroke(Strokes.of(width));
        tile.brush.setPaint(colour);
        tile.brush.draw(course);
    }
}
