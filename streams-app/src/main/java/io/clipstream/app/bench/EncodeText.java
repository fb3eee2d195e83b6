package io.clipstream.app.bench;

import java.util.Locale;

/** Prints an {@link EncodeReport} for people. */
public final class EncodeText {
    private EncodeText() {}

    /** Several lines; figures are medians, ± is half the distance between the quartiles. */
    public static String of(EncodeReport report) {
        StringBuilder text = new StringBuilder();
        Machine machine = report.machine();
        line(text, "model       %s (%s)", report.model(), report.modelId());
        line(text, "            %.2f GFLOP an image", report.flopsPerImage() / 1e9);
        line(text, "machine     %s, %d cores, %s", machine.cpu(), machine.cores(), machine.os());
        line(
                text,
                "            %s; Java %s, libtorch %s, device %s",
                String.join(" ", machine.instructions()),
                machine.java(),
                machine.libtorch(),
                report.device());
        line(
                text,
                "images      %s: %d files of %.0f kB",
                report.images().origin(),
                report.images().files().size(),
                report.images().meanKilobytes());
        line(
                text,
                "decode      %s ms of one core an image; preprocess %s ms; together %s ms",
                spread(report.decodeMs(), 2),
                spread(report.preprocessMs(), 2),
                spread(report.wholeMs(), 2));
        line(text, "");
        line(
                text,
                "%-9s %5s %7s %7s   %-16s %9s   %-14s %9s",
                "precision",
                "batch",
                "workers",
                "threads",
                "images/s",
                "core ms",
                "of the peak",
                "GFLOP/s");
        for (EncodeRun run : report.runs()) {
            line(
                    text,
                    "%-9s %5d %7d %7d   %-16s %9.2f   %-14s %9.1f",
                    run.precision(),
                    run.batch(),
                    run.layout().workers(),
                    run.layout().threads(),
                    spread(run.imagesPerSecond(), 1),
                    run.coreMsPerImage(),
                    percent(run.fractionOfPeak()),
                    run.imagesPerSecond().median() * report.flopsPerImage() / 1e9);
        }
        text.append(peak(report));
        if (report.peerImages() != null) {
            text.append(peer(report));
        }
        return text.toString().stripTrailing();
    }

    private static String peak(EncodeReport report) {
        StringBuilder text = new StringBuilder();
        report.runs().stream()
                .map(run -> String.format(
                        Locale.ROOT,
                        "%s, %d × %d threads (%s)",
                        run.precision(),
                        run.layout().workers(),
                        run.layout().threads(),
                        run.peakShape()))
                .distinct()
                .forEach(station -> line(
                        text,
                        "peak of matrix products in %s: %.1f GFLOP/s",
                        station,
                        report.runs().stream()
                                .filter(run -> station.startsWith(run.precision() + ", "
                                        + run.layout().workers() + " × "
                                        + run.layout().threads() + " "))
                                .mapToDouble(EncodeRun::peakGflops)
                                .max()
                                .orElseThrow()));
        return text.toString();
    }

    private static String peer(EncodeReport report) {
        StringBuilder text = new StringBuilder();
        PeerImages images = report.peerImages();
        line(text, "");
        line(text, "peer        %s, in turn with the above", images.name());
        line(text, "decode      %s ms of one core an image", spread(images.decodeMs(), 2));
        line(text, "preprocess  %s ms of one core an image", spread(images.preprocessMs(), 2));
        line(text, "            its time for both is %s times ours", spread(images.ratio(), 2));
        line(
                text,
                "%-9s %5s %7s %7s   %-16s %9s   %-14s %-14s %s",
                "precision",
                "batch",
                "workers",
                "threads",
                "images/s",
                "core ms",
                "ours/peer",
                "by core time",
                "with");
        for (EncodeRun run : report.runs()) {
            PeerRun peer = run.peer();
            line(
                    text,
                    "%-9s %5d %7d %7d   %-16s %9.2f   %-14s %-14s %s",
                    run.precision(),
                    run.batch(),
                    peer.layout().workers(),
                    peer.layout().threads(),
                    spread(peer.imagesPerSecond(), 1),
                    peer.coreMsPerImage(),
                    spread(peer.ratio(), 2),
                    spread(peer.coreRatio(), 2),
                    peer.library());
        }
        return text.toString();
    }

    private static String percent(Spread share) {
        return spread(new Spread(100 * share.median(), 100 * share.low(), 100 * share.high()), 0) + " %";
    }

    private static String spread(Spread spread, int digits) {
        String number = "%." + digits + "f";
        return String.format(Locale.ROOT, number + " ± " + number, spread.median(), (spread.high() - spread.low()) / 2);
    }

    private static void line(StringBuilder text, String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append(System.lineSeparator());
    }
}
