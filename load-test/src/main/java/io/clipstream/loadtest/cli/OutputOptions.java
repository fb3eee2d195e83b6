package io.clipstream.loadtest.cli;

import io.clipstream.loadtest.report.HtmlReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** The flags that say how a result is told: as JSON, and as a page. */
public final class OutputOptions extends JsonOptions {
    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = "Write a page with charts there, which needs no network.")
    private Path report;

    /** Writes the page, if one is asked for. */
    public void write(Supplier<HtmlReport> page) throws IOException {
        if (report != null) {
            page.get().write(report);
        }
    }
}
