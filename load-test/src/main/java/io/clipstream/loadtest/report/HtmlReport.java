package io.clipstream.loadtest.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A page about one run: text, tables and charts in one file that needs no network; built by one thread, from top to bottom.
 */
public final class HtmlReport {
    private static final String STYLE =
            """
            body { font: 15px/1.5 sans-serif; max-width: 900px; margin: 2em auto; padding: 0 1em }
            table { display: block; overflow-x: auto; border-spacing: 0 }
            th { text-align: left; font-weight: normal; vertical-align: bottom; padding-right: 1.2em }
            td { font-variant-numeric: tabular-nums; padding-right: 1.2em }
            figure { margin: 1.5em 0 }
            svg { max-width: 100%; height: auto }
            """;

    private final StringBuilder body = new StringBuilder();
    private final String title;
    private int charts;

    public HtmlReport(String title) {
        this.title = title;
    }

    /** Adds a paragraph. */
    public HtmlReport text(String paragraph) {
        body.append("<p>").append(escaped(paragraph)).append("</p>\n");
        return this;
    }

    /** Adds a table of names and their values, in the map's order. */
    public HtmlReport table(String heading, Map<String, ?> rows) {
        body.append("<h2>").append(escaped(heading)).append("</h2>\n<table>\n");
        rows.forEach((name, value) -> body.append("<tr><th>")
                .append(escaped(name))
                .append("</th><td>")
                .append(escaped(String.valueOf(value)))
                .append("</td></tr>\n"));
        body.append("</table>\n");
        return this;
    }

    /** Adds a table with a row of column names; each row has a cell a column. */
    public HtmlReport table(String heading, List<String> columns, List<? extends List<?>> rows) {
        body.append("<h2>").append(escaped(heading)).append("</h2>\n<table>\n");
        row("th", columns);
        rows.forEach(cells -> row("td", cells));
        body.append("</table>\n");
        return this;
    }

    private void row(String element, List<?> cells) {
        body.append("<tr>");
        cells.forEach(cell -> body.append('<')
                .append(element)
                .append('>')
                .append(escaped(String.valueOf(cell)))
                .append("</")
                .append(element)
                .append('>'));
        body.append("</tr>\n");
    }

    /**
     * Adds a chart of values over time; says so where no line has a point.
     *
     * @param axis what the values are, with their unit
     */
    public HtmlReport chart(String heading, String axis, List<Series> lines) {
        return chart(heading, Axis.linear("seconds"), Axis.linear(axis), lines);
    }

    /** Adds a chart of values over any quantity; says so where no line has a point that its axes can show. */
    public HtmlReport chart(String heading, Axis x, Axis y, List<Series> lines) {
        return figure(heading, LineChart.svg(charts++, x, y, lines));
    }

    /** Adds a chart with a bar a category, in the map's order; says so where there is none. */
    public HtmlReport bars(String heading, Axis x, Axis y, Map<String, ? extends Number> bars) {
        return figure(heading, bars.isEmpty() ? "" : BarChart.svg(charts++, x, y, bars));
    }

    private HtmlReport figure(String heading, String svg) {
        if (svg.isEmpty()) {
            return text(heading + ": nothing was measured.");
        }
        // As text: the chart draws its letters as shapes, which nobody can search or read aloud.
        body.append("<h2>").append(escaped(heading)).append("</h2>\n");
        body.append("<figure>").append(svg).append("</figure>\n");
        return this;
    }

    /** The whole page. */
    public String html() {
        String name = escaped(title);
        return "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>" + name + "</title>\n<style>\n"
                + STYLE + "</style></head><body>\n<h1>" + name + "</h1>\n" + body + "</body></html>\n";
    }

    /** Writes the page, over what is there. */
    public void write(Path file) throws IOException {
        Files.writeString(file, html());
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
