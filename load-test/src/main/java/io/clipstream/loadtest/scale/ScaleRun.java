package io.clipstream.loadtest.scale;

import io.clipstream.app.quickstart.LocalServices;
import io.clipstream.loadtest.simulated.LargeJpeg;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Measures the points of the axes that are asked for, one after the other, on brokers of its own. */
final class ScaleRun {
    /** Photographs as cameras make them: bytes a pixel, and different ones to send in turn. */
    private static final double BYTES_A_PIXEL = 0.3;

    private static final int PHOTOS = 4;
    /** Of queued photographs: more are scored in no reasonable time. */
    private static final long MOST_BYTES = 400_000_000;

    private final ScaleOptions options;
    private final Saturation saturation;
    private final Startup startup;
    private final Takeover takeover;
    private final Learning learning;
    private final PrintWriter log;

    ScaleRun(ScaleOptions options, LocalServices services, Path state, PrintWriter log) {
        this.options = options;
        this.saturation = new Saturation(options, services, state);
        this.startup = new Startup(options, services, state);
        this.takeover = new Takeover(options, services, state);
        this.learning = new Learning(options, services, state);
        this.log = log;
    }

    /** Measures an axis. */
    List<Point> measure(ScaleAxis axis) throws IOException, InterruptedException {
        List<Point> points = new ArrayList<>();
        List<Integer> places = axis.places(options.quick());
        for (int place : places.subList(0, Math.min(options.points(), places.size()))) {
            Point point = measure(axis, place);
            points.add(point);
            log.printf("%s %s: %s%n", axis.word(), point.label(), text(point));
            log.flush();
        }
        return points;
    }

    private Point measure(ScaleAxis axis, int place) throws IOException, InterruptedException {
        String name = "scale-" + axis.word() + "-" + place;
        Saturation.Load plain = Saturation.Load.plain();
        return switch (axis) {
            case PARTITIONS -> point(place, saturation.measure(name, plain.partitions(place)));
            case TASKS -> point(place, saturation.measure(name, plain.tasks(place)));
            case CLASSES -> point(place, saturation.measure(name, plain.classes(place)));
            case INSTANCES ->
                point(place, saturation.measure(name, plain.partitions(8).instances(place)));
            case IMAGE_SIZE -> point(place, saturation.measure(name, photos(place)));
            case BUFFER -> point(place, learning.measure(name, place));
            case RESTART -> restart(name, place);
        };
    }

    private Point restart(String name, int place) throws IOException, InterruptedException {
        return switch (place) {
            case 1 -> new Point(place, "10,000 tasks", startup.measure(name, 10_000, 1));
            case 2 -> new Point(place, "one task with 10,000 versions", startup.measure(name, 1, 10_000));
            default -> new Point(place, "one of two instances killed", takeover.measure(name));
        };
    }

    private static Point point(int place, Map<Measure, Double> values) {
        return new Point(place, Integer.toString(place), values);
    }

    private static Saturation.Load photos(int side) {
        int height = side * 3 / 4;
        int bytes = (int) Math.max(2_000, BYTES_A_PIXEL * side * height);
        List<byte[]> photos = IntStream.range(0, PHOTOS)
                .mapToObj(seed -> LargeJpeg.draw(side, height, bytes, seed))
                .toList();
        return Saturation.Load.plain().photos(photos, (int) Math.min(200_000, MOST_BYTES / bytes));
    }

    private static String text(Point point) {
        return point.values().entrySet().stream()
                .map(entry -> entry.getKey().key() + " " + String.format(Locale.ROOT, "%.4g", entry.getValue()))
                .collect(Collectors.joining(", "));
    }
}
