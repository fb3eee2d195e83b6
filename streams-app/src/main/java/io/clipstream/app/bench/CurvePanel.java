package io.clipstream.app.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One diagram of learning curves as a group of SVG: accuracy in percent over examples; owned by one thread. */
final class CurvePanel {
    static final int WIDTH = 640;
    static final int HEIGHT = 380;

    private static final int LEFT = 52;
    private static final int RIGHT = 170;
    private static final int TOP = 34;
    private static final int BOTTOM = 40;
    private static final String[] COLOURS = {
        "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#7f3c8d", "#666666", "#a5aa99", "#000000"
    };

    private final String title;
    private final double[] ticks;
    private final boolean logarithmic;
    private final List<Line> lines = new ArrayList<>();

    private record Line(String name, double[] x, double[] y, boolean dashed) {}

    /** {@code ticks}: what stands below the axis, the first its begin and the last its end. */
    CurvePanel(String title, double[] ticks, boolean logarithmic) {
        this.title = title;
        this.ticks = ticks;
        this.logarithmic = logarithmic;
    }

    /** Adds a curve with {@code y} in percent. */
    void add(String name, double[] x, double[] y) {
        lines.add(new Line(name, x, y, false));
    }

    /** Adds a level over the whole width. */
    void level(String name, double y) {
        lines.add(new Line(name, new double[] {ticks[0], ticks[ticks.length - 1]}, new double[] {y, y}, true));
    }

    String svg(int top) {
        double lowest = Double.POSITIVE_INFINITY;
        double highest = Double.NEGATIVE_INFINITY;
        for (Line line : lines) {
            for (double y : line.y()) {
                lowest = Math.min(lowest, y);
                highest = Math.max(highest, y);
            }
        }
        double margin = Math.max(0.5, 0.05 * (highest - lowest));
        lowest = Math.max(0, lowest - margin);
        highest = Math.min(100, highest + margin);
        StringBuilder svg = new StringBuilder();
        append(svg, "<g transform=\"translate(0,%d)\">%n", top);
        append(svg, "<text x=\"%d\" y=\"20\" font-weight=\"bold\">%s</text>%n", LEFT, escaped(title));
        axes(svg, lowest, highest);
        for (int i = 0; i < lines.size(); i++) {
            line(svg, lines.get(i), COLOURS[i % COLOURS.length], TOP + 14 + 18 * i, lowest, highest);
        }
        return svg.append("</g>\n").toString();
    }

    private void axes(StringBuilder svg, double lowest, double highest) {
        append(
                svg,
                "<path d=\"M%d %d V%d H%d\" stroke=\"#333\" fill=\"none\"/>%n",
                LEFT,
                TOP,
                HEIGHT - BOTTOM,
                WIDTH - RIGHT);
        for (double tick : ticks) {
            append(
                    svg,
                    "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%.0f</text>%n",
                    x(tick),
                    HEIGHT - BOTTOM + 18,
                    tick);
        }
        for (int i = 0; i <= 4; i++) {
            double value = lowest + i * (highest - lowest) / 4;
            append(
                    svg,
                    "<path d=\"M%d %.1f H%d\" stroke=\"#ddd\"/><text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%.1f</text>%n",
                    LEFT,
                    y(value, lowest, highest),
                    WIDTH - RIGHT,
                    LEFT - 6,
                    y(value, lowest, highest) + 4,
                    value);
        }
    }

    private void line(StringBuilder svg, Line line, String colour, int legend, double lowest, double highest) {
        StringBuilder points = new StringBuilder();
        for (int i = 0; i < line.x().length; i++) {
            append(points, "%.1f,%.1f ", x(line.x()[i]), y(line.y()[i], lowest, highest));
        }
        String dash = line.dashed() ? " stroke-dasharray=\"5 4\"" : "";
        append(
                svg,
                "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.6\"%s/>%n",
                points.toString().strip(),
                colour,
                dash);
        append(
                svg,
                "<path d=\"M%d %d h18\" stroke=\"%s\" stroke-width=\"2\"%s/><text x=\"%d\" y=\"%d\">%s</text>%n",
                WIDTH - RIGHT + 10,
                legend - 4,
                colour,
                dash,
                WIDTH - RIGHT + 34,
                legend,
                escaped(line.name()));
    }

    private double x(double value) {
        double first = scaled(ticks[0]);
        double span = Math.max(1e-9, scaled(ticks[ticks.length - 1]) - first);
        return LEFT + (WIDTH - RIGHT - LEFT) * (scaled(value) - first) / span;
    }

    private double scaled(double value) {
        return logarithmic ? Math.log(value) : value;
    }

    private static double y(double value, double lowest, double highest) {
        return HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * (value - lowest) / Math.max(1e-9, highest - lowest);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static void append(StringBuilder svg, String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format.replace("%n", "\n"), values));
    }
}
