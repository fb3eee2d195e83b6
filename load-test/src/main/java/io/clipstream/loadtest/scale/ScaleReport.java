package io.clipstream.loadtest.scale;

import io.clipstream.loadtest.report.Axis;
import io.clipstream.loadtest.report.HtmlReport;
import io.clipstream.loadtest.report.Series;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/** What a run found: as JSON, and as a page with a table and charts an axis. */
final class ScaleReport {
    private final Map<String, Object> about;
    private final Map<ScaleAxis, List<Point>> axes;

    /**
     * @param about the run itself: how it was asked for, and on what machine
     * @param axes with their points, in the order in which they were measured
     */
    ScaleReport(Map<String, Object> about, Map<ScaleAxis, List<Point>> axes) {
        this.about = about;
        this.axes = axes;
    }

    /** One object: {@code axes} holds the points of each axis. */
    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>(about);
        Map<String, Object> byName = new LinkedHashMap<>();
        axes.forEach((axis, points) -> byName.put(
                axis.word(),
                points.stream().map(point -> point.json(points.get(0))).toList()));
        json.put("axes", byName);
        return json;
    }

    HtmlReport page() {
        HtmlReport page = new HtmlReport("Cost as work grows");
        Map<String, Object> rows = new LinkedHashMap<>();
        about.forEach((name, value) -> rows.put(name, value instanceof Double number ? cell(number) : value));
        page.table("The run", rows);
        axes.forEach((axis, points) -> add(page, axis, points));
        return page;
    }

    private static void add(HtmlReport page, ScaleAxis axis, List<Point> points) {
        List<Measure> measures = List.copyOf(new TreeSet<>(
                points.stream().flatMap(p -> p.values().keySet().stream()).toList()));
        List<String> columns = new ArrayList<>(List.of(axis.text()));
        measures.forEach(measure -> columns.add(measure.text()));
        List<List<String>> rows = new ArrayList<>();
        for (Point point : points) {
            List<String> row = new ArrayList<>(List.of(point.label()));
            measures.forEach(measure -> row.add(cell(point.values().get(measure))));
            rows.add(row);
        }
        page.table(axis.word(), columns, rows);
        if (axis == ScaleAxis.RESTART) {
            return;
        }
        for (Measure measure : measures) {
            Series line = new Series(axis.word());
            points.forEach(point -> {
                Double value = point.values().get(measure);
                if (value != null) {
                    line.add(point.at(), value);
                }
            });
            if (isDrawn(measure)) {
                page.chart(
                        axis.word() + ": " + measure.text(),
                        Axis.logarithmic(axis.text()),
                        Axis.linear(measure.unit()),
                        List.of(line));
            }
        }
    }

    private static boolean isDrawn(Measure measure) {
        return switch (measure) {
            case IMAGES_PER_SECOND, DEVICE_BUSY, CPU_MICROS, RESIDENT, READY, FIT -> true;
            default -> false;
        };
    }

    private static String cell(Double value) {
        return value == null ? "" : String.format(Locale.ROOT, value < 10 ? "%.3f" : "%,.0f", value);
    }
}
