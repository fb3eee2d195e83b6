package io.clipstream.app.quickstart.scenes;

import java.awt.Color;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.PathIterator;

/** Tarmac with verges and markings: one carriageway or two, a roundabout here and there, and traffic. */
final class Road implements LandUse {
    private static final Color TARMAC = new Color(0x5e5c5a);
    private static final Color PALE = new Color(0x9a958c);
    private static final Color PAINT = new Color(0xf0ead8);

    @Override
    public void draw(Tile tile, Season season) {
        Country.open(tile, season);
        Color surface = tile.near(tile.chance(0.85) ? TARMAC : PALE, 0.06);
        boolean dual = tile.chance(0.4);
        double width = dual ? tile.between(18, 30) : tile.between(11, 16);
        Path2D course = Course.across(tile, tile.count(1, 2), tile.between(0, 22));
        line(tile, course, width + tile.between(2, 7), Colors.faint(tile.near(season.grass, 0.15), 0.8));
        if (tile.chance(0.25)) {
            line(tile, Course.across(tile, 1, tile.between(0, 10)), tile.between(4, 8), Colors.scaled(surface, 1.08));
        }
        line(tile, course, width, tile.near(PAINT, 0.03));
        line(tile, course, width - 2, surface);
        if (dual) {
            line(tile, course, width * 0.16, tile.near(season.grass, 0.1));
        }
        tile.brush.setStroke(Strokes.dashed(0.8, tile.between(2, 5)));
        tile.brush.setPaint(Colors.faint(PAINT, 0.8));
        tile.brush.draw(course);
        if (!dual && tile.chance(0.2)) {
            roundabout(tile, season, surface, width);
        }
        traffic(tile, course, width);
    }

    private static void line(Tile tile, Path2D course, double width, Color colour) {
        tile.brush.setStroke(Strokes.of(width));
        tile.brush.setPaint(colour);
        tile.brush.draw(course);
    }

    private static void roundabout(Tile tile, Season season, Color surface, double width) {
        double x = tile.between(50, 78);
        double y = tile.between(50, 78);
        double radius = width * 1.6;
        tile.brush.setStroke(Strokes.of(width * 0.8));
        tile.brush.setPaint(surface);
        tile.brush.draw(new Ellipse2D.Double(x - radius, y - radius, 2 * radius, 2 * radius));
        tile.disc(x, y, radius * 0.7, tile.near(season.grass, 0.1));
    }

    private static void traffic(Tile tile, Path2D course, double width) {
        double[] from = new double[2];
        double[] to = new double[2];
        for (PathIterator i = course.getPathIterator(null, 1); !i.isDone(); i.next()) {
            i.currentSegment(to);
            if (from[0] != 0 && tile.chance(0.3)) {
                double angle = Math.atan2(to[1] - from[1], to[0] - from[0]);
                double aside = tile.between(-0.35, 0.35) * width;
                Color colour = Color.getHSBColor(
                        (float) tile.between(0, 1), (float) tile.between(0, 0.6), (float) tile.between(0.2, 1));
                tile.box(
                        to[0] - Math.sin(angle) * aside,
                        to[1] + Math.cos(angle) * aside,
                        tile.between(3, 7),
                        2,
                        angle,
                        colour);
            }
            from[0] = to[0];
            from[1] = to[1];
        }
    }
}
