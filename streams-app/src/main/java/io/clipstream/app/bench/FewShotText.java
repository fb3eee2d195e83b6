package io.clipstream.app.bench;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** Prints a {@link FewShotReport} for people. */
public final class FewShotText {
    private static final int NAME = 24;

    private final FewShotPlan plan;
    private final StringBuilder text = new StringBuilder();

    private FewShotText(FewShotPlan plan) {
        this.plan = plan;
    }

    /** Several tables for each data set. */
    public static String of(FewShotReport report) {
        FewShotText text = new FewShotText(report.plan());
        report.results().forEach(text::add);
        return text.text.toString().stripTrailing();
    }

    private void add(FewShotResult result) {
        if (!text.isEmpty()) {
            line("");
        }
        FewShotData data = result.data();
        line(
                "%s: %d classes, %d dimensions, %d rows to draw from, %d to test on, %s%s",
                data.name(),
                data.head().classes(),
                data.head().dimension(),
                data.train().size(),
                data.test().size(),
                plan.unlabelled() ? data.unlabelled().size() + " unlabelled, " : "",
                result.zeroShot() == null ? "no texts" : "zero-shot " + percent(result.zeroShot()) + " %");
        table(
                "test accuracy, %, mean ± sd of " + plan.seeds() + " seeds",
                result,
                cell -> percent(cell.accuracy().mean()) + " ± "
                        + percent(cell.accuracy().sd()));
        table(
                "expected calibration error, %",
                result, cell -> percent(cell.calibrationError().mean()));
        table(
                "seconds of one core for a fit, median",
                result,
                cell -> String.format(Locale.ROOT, "%.2g", cell.fitSeconds().median()));
        for (StreamOrder order : plan.stream() ? StreamOrder.values() : new StreamOrder[0]) {
            stream(result, order);
        }
    }

    private void table(String title, FewShotResult result, Function<FewShotCell, String> figure) {
        line("");
        StringBuilder header = new StringBuilder(pad("shots", NAME));
        plan.shots().forEach(n -> header.append(pad(Integer.toString(n), 13)));
        line("%s", title);
        line("%s", header);
        for (String method : plan.methods()) {
            StringBuilder row = new StringBuilder(pad(method, NAME));
            for (int shots : plan.shots()) {
                FewShotCell cell = result.cell(method, shots);
                row.append(pad(cell.failure() == null ? figure.apply(cell) : "failed", 13));
            }
            line("%s", row);
        }
        if (title.startsWith("test")) {
            result.cells().stream()
                    .filter(cell -> cell.failure() != null)
                    .map(cell -> cell.method() + ": " + cell.failure())
                    .distinct()
                    .forEach(failure -> line("%s", failure));
        }
    }

    private void stream(FewShotResult result, StreamOrder order) {
        int classes = result.data().head().classes();
        line("");
        line("one example at a time, %s: test accuracy, %%, after so many examples; core ms an update", order);
        StringBuilder header = new StringBuilder(pad("", NAME) + pad("", 9));
        plan.shots().forEach(n -> header.append(pad(Integer.toString(n * classes), 13)));
        line("%sarea   ms      worst moment below zero-shot", header);
        for (FewShotCurve curve : result.curves()) {
            if (curve.order() == order) {
                line("%s", row(curve, plan.shots(), classes, result.zeroShot()));
            }
        }
    }

    private static String row(FewShotCurve curve, List<Integer> shots, int classes, Double zeroShot) {
        StringBuilder row = new StringBuilder(pad(curve.method(), NAME));
        if (curve.failure() != null) {
            return row.append(curve.failure()).toString();
        }
        row.append(pad(curve.instant() ? "instant" : "refit", 9));
        for (int n : shots) {
            SeedFigures here = curve.after(n * classes);
            row.append(pad(percent(here.mean()) + " ± " + percent(here.sd()), 13));
        }
        row.append(pad(percent(curve.area().mean()), 7));
        row.append(pad(milliseconds(curve.instant() ? curve.instantSeconds() : curve.meanSeconds()), 8));
        if (zeroShot != null) {
            FewShotCurve.Dip worst = curve.worst(zeroShot);
            row.append(
                    worst.below() == 0
                            ? "none"
                            : percent(worst.below()) + " at step " + worst.step() + " of seed " + worst.seed());
        }
        return row.toString();
    }

    private static String milliseconds(SeedFigures seconds) {
        return String.format(Locale.ROOT, "%.2g", 1e3 * seconds.mean());
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f", 100 * share);
    }

    private static String pad(String value, int width) {
        return String.format(Locale.ROOT, "%-" + width + "s", value);
    }

    private void line(String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values).stripTrailing()).append('\n');
    }
}
