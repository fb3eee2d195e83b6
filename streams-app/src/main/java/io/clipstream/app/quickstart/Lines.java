package io.clipstream.app.quickstart;

import io.clipstream.schemas.Promotion;
import io.clipstream.schemas.PromotionOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleFunction;

/** Figures and promotions in words. */
final class Lines {
    private Lines() {}

    static String promotion(Promotion promotion) {
        Map<String, Double> figures = promotion.getFigures();
        StringBuilder line = new StringBuilder("version ")
                .append(promotion.getVersion())
                .append(' ')
                .append(promotion.getOutcome().name().toLowerCase(Locale.ROOT).replace('_', ' '))
                .append(" (")
                .append(promotion.getBy())
                .append("): ")
                .append(promotion.getMethod());
        add(line, figures.get("examples"), value -> String.format(Locale.ROOT, ", %.0f examples", value));
        add(line, figures.get("outOfFoldAccuracy"), value -> ", " + percent(value) + " held out");
        add(line, figures.get("zeroShotAccuracy"), value -> ", CLIP alone " + percent(value));
        add(line, figures.get("trainMillis"), value -> String.format(Locale.ROOT, ", %.0f ms", value));
        boolean refused = promotion.getOutcome() != PromotionOutcome.PROMOTED;
        return refused ? line + ": " + promotion.getReason() : line.toString();
    }

    private static void add(StringBuilder line, Double value, DoubleFunction<String> words) {
        if (value != null) {
            line.append(words.apply(value));
        }
    }

    /** One line for a log. */
    static String tick(Figures f) {
        return String.format(
                Locale.ROOT,
                "%4.0f s  %6d images  %5.1f/s  p50 %4.0f ms  p99 %4.0f ms  %5d corrections  version %-4d  accuracy %s (CLIP alone %s)",
                f.seconds(),
                f.predicted(),
                f.imagesPerSecond(),
                f.latencyMsP50(),
                f.latencyMsP99(),
                f.corrections(),
                f.version(),
                percent(f.recentAccuracy()),
                percent(f.zeroShotAccuracyAll()));
    }

    /** A block for a terminal that is drawn again every second. */
    static List<String> block(Figures f) {
        List<String> lines = new ArrayList<>();
        lines.add(row("images scored", f.predicted() + " of " + f.images(), f.lastSecond() + " in the last second"));
        lines.add(row(
                "latency",
                String.format(Locale.ROOT, "p50 %.0f ms", f.latencyMsP50()),
                String.format(Locale.ROOT, "p99 %.0f ms", f.latencyMsP99())));
        lines.add(row("corrections", Integer.toString(f.corrections()), f.correctionsLive() + " learnt and live"));
        boolean live = f.correctionsLive() > 0;
        lines.add(row(
                "correction to live",
                live ? "p50 " + f.correctionToLiveMsP50() + " ms" : "none yet",
                live ? "p99 " + f.correctionToLiveMsP99() + " ms" : ""));
        lines.add(row(
                "adapter", "version " + f.version(), f.versions() + " promoted, " + f.refusedVersions() + " refused"));
        lines.add(row("CLIP alone", percent(f.zeroShotAccuracyAll()), bar(f.zeroShotAccuracyAll())));
        lines.add(row("with corrections", percent(f.recentAccuracy()), bar(f.recentAccuracy())));
        return lines;
    }

    static List<String> summary(Figures f) {
        int lost = f.open() + f.openFromEarlierRuns();
        List<String> lines = new ArrayList<>();
        lines.add(row(
                "images",
                Integer.toString(f.images()),
                lost + " lost, " + f.duplicated() + " twice, " + f.refused() + " refused"));
        if (f.refused() > 0) {
            lines.add(row(
                    "refused",
                    f.refused() + " images",
                    f.deadLetters() + " by the scorer, " + f.notSent() + " unreadable or too large to be sent"));
        }
        if (f.imagesOfEarlierRuns() > 0) {
            lines.add(row("earlier runs", f.imagesOfEarlierRuns() + " images", f.openFromEarlierRuns() + " lost"));
        }
        lines.add(row(
                "accuracy",
                percent(f.accuracy()),
                "CLIP alone " + percent(f.zeroShotAccuracy())
                        + ", over the last quarter; each image judged before it was corrected"));
        lines.add(row("adapter versions", f.versions() + " promoted", f.refusedVersions() + " refused"));
        boolean live = f.correctionsLive() > 0;
        lines.add(row(
                "correction to live",
                live ? "p50 " + f.correctionToLiveMsP50() + " ms" : "none was live in time",
                live ? "p99 " + f.correctionToLiveMsP99() + " ms, over " + f.correctionsLive() + " corrections" : ""));
        lines.add(row(
                "images per second",
                String.format(Locale.ROOT, "%.1f", f.imagesPerSecond()),
                String.format(Locale.ROOT, "latency p50 %.0f ms, p99 %.0f ms", f.latencyMsP50(), f.latencyMsP99())));
        return lines;
    }

    private static String row(String name, String value, String more) {
        return String.format(Locale.ROOT, "  %-20s %-18s %s", name, value, more);
    }

    private static String bar(double share) {
        int filled = (int) Math.round(share * 40);
        return "█".repeat(filled) + "░".repeat(40 - filled);
    }

    static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }
}
