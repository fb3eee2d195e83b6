package io.clipstream.app.quickstart.scenes;

import java.awt.geom.Path2D;

/** A winding line from one side of a tile to the other. */
final class Course {
    private Course() {}

    /** A course with so many bends, each up to so many pixels wide. */
    static Path2D across(Tile tile, int bends, double swing) {
        Path2D path = new Path2D.Double();
        double angle = tile.between(0, 2 * Math.PI);
        double along = Math.cos(angle);
        double aside = Math.sin(angle);
        double offset = tile.between(-25, 25);
        path.moveTo(x(-110, offset, along, aside), y(-110, offset, along, aside));
        double step = 220.0 / bends;
        double side = tile.chance(0.5) ? 1 : -1;
        for (int i = 0; i < bends; i++) {
            double from = -110 + i * step;
            double bulge = offset + side * swing * tile.between(0.6, 1.4);
            path.curveTo(
                    x(from + step / 3, bulge, along, aside), y(from + step / 3, bulge, along, aside),
                    x(from + 2 * step / 3, bulge, along, aside), y(from + 2 * step / 3, bulge, along, aside),
                    x(from + step, offset, along, aside), y(from + step, offset, along, aside));
            side = -side;
        }
        return path;
    }

    private static double x(double forward, double sideways, double along, double aside) {
        return 64 + forward * along - sideways * aside;
    }

    private static double y(double forward, double sideways, double along, double aside) {
        return 64 + forward * aside + sideways * along;
    }
}
