package io.clipstream.loadtest.backlog;

import io.clipstream.loadtest.report.HtmlReport;
import io.clipstream.loadtest.report.Series;
import java.util.List;

/** The scorer's memory over time, in megabytes; one thread. */
final class MemoryTrack {
    private static final double MEGABYTE = 1024 * 1024;

    final Series resident = new Series("RSS");
    final Series liveHeap = new Series("live heap");
    final Series direct = new Series("direct buffers");
    final Series inFlight = new Series("in flight");
    final Series scored = new Series("images scored");

    void add(double second, ScorerProcess.Look look, int images) {
        resident.add(second, look.resident() / MEGABYTE);
        liveHeap.add(second, look.liveHeap() / MEGABYTE);
        direct.add(second, look.direct() / MEGABYTE);
        inFlight.add(second, look.inFlight() / MEGABYTE);
        scored.add(second, images);
    }

    static double max(Series series) {
        return series.values().stream().mapToDouble(Double::doubleValue).max().orElse(0);
    }

    HtmlReport report(BacklogResult result) {
        return new HtmlReport("A backlog of large images")
                .text(result.text())
                .chart("Memory of the scorer", "MB", List.of(resident, liveHeap, direct, inFlight))
                .chart("Images scored", "images", List.of(scored));
    }
}
