package io.clipstream.loadtest.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clipstream.loadtest.report.HtmlReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** The flags that say how a result is told. */
public final class OutputOptions {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Option(names = "--json", description = "End with one JSON object.")
    private boolean json;

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = "Write a page with charts there, which needs no network.")
    private Path report;

    /** Prints a result: its text, or the object itself as JSON. */
    public void print(PrintWriter out, Object result, String text) throws JsonProcessingException {
        out.println(json ? JSON.writeValueAsString(result) : text);
    }

    /** Writes the page, if one is asked for. */
    public void write(Supplier<HtmlReport> page) throws IOException {
        if (report != null) {
            page.get().write(report);
        }
    }
}
