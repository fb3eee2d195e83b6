package io.clipstream.loadtest.run;

import io.clipstream.loadtest.run.measure.Stage;
import java.util.Locale;
import java.util.stream.Collectors;

/** A run's result for people. */
final class RunText {
    private static final String UNKNOWN = "-";

    private RunText() {}

    static String of(RunResult result) {
        StringBuilder text = new StringBuilder();
        line(
                text,
                "records     %,d sent, %,d predicted, %,d lost, %,d duplicated, %,d refused by the broker",
                result.sent(),
                result.received(),
                result.lost(),
                result.duplicated(),
                result.refused());
        if (result.resent() + result.garbage() > 0 || !result.deadLetters().isEmpty()) {
            line(
                    text,
                    "            %,d of them sent again, %,d garbage; dead letters %s; %,d not as expected",
                    result.resent(),
                    result.garbage(),
                    reasons(result),
                    result.unexpected());
        }
        if (result.corrections() > 0) {
            line(
                    text,
                    "corrections %,d sent, %,d became dead letters",
                    result.corrections(),
                    result.correctionsRefused());
        }
        line(
                text,
                "throughput  %.1f images/s (asked for %.1f records/s, %s, %d task%s)",
                result.imagesPerSecond(),
                result.targetPerSecond(),
                result.shape(),
                result.tasks(),
                result.tasks() == 1 ? "" : "s");
        line(
                text,
                "latency     p50 %.1f ms   p90 %.1f ms   p99 %.1f ms   p99.9 %.1f ms   max %.1f ms",
                result.latencyMsP50(),
                result.latencyMsP90(),
                result.latencyMsP99(),
                result.latencyMsP999(),
                result.latencyMsMax());
        line(
                text,
                "            from the moment an image was due to its committed prediction; sender's own lateness p99"
                        + " %.1f ms",
                result.sendingLateMsP99());
        line(text, "lag         at most %,.0f records, %,.0f at the end of sending", result.lagMax(), result.lagEnd());
        line(text, "batches     %.1f images on average", result.batchMean());
        for (Stage stage : Stage.values()) {
            RunResult.Times times = result.stages().get(stage.id());
            line(
                    text,
                    "%-11s p50 %.1f ms   p99 %.1f ms   %s",
                    stage == Stage.FETCH_AND_FORWARD ? "stages" : "",
                    times.p50(),
                    times.p99(),
                    stage.help());
        }
        line(
                text,
                "roles       %s cores, heap %s MB, direct %s MB, resident %s MB, GPU %s MB",
                number("%.2f", result.cores()),
                number("%.0f", result.heapMax()),
                number("%.0f", result.directMax()),
                number("%.0f", result.residentMax()),
                number("%.0f", result.gpuMemoryMax()));
        line(
                text,
                "generator   %s cores, resident %s MB",
                number("%.2f", result.generatorCores()),
                number("%.0f", result.generatorResidentMax()));
        return text.toString().stripTrailing();
    }

    private static void line(StringBuilder text, String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    private static String number(String format, Double value) {
        return value == null ? UNKNOWN : String.format(Locale.ROOT, format, value);
    }

    /** Dead letters by reason: {@code UNDECODABLE 2, UNREADABLE_IMAGE 1}. */
    static String reasons(RunResult result) {
        return result.deadLetters().isEmpty()
                ? "none"
                : result.deadLetters().entrySet().stream()
                        .map(entry -> entry.getKey() + " " + entry.getValue())
                        .collect(Collectors.joining(", "));
    }
}
