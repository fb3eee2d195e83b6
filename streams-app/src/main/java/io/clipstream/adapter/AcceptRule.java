package io.clipstream.adapter;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * Finds the lowest probability from which predictions may be accepted so that a target share of them is right.
 *
 * <p>A threshold counts only if the lower Clopper-Pearson limit of the precision above it reaches the target. Trying many
 * thresholds on the same labels would let luck through, so they are tried in a fixed order, from sure to less sure, ending at
 * the first that fails (fixed-sequence testing), beginning at each of four places, each with a quarter of the error: then
 * the probability that the target is missed at all is at most {@value #ERROR} (multi-start fixed-sequence testing in
 * Angelopoulos et al., "Learn then Test", arXiv 2110.01052). Several beginnings keep one wrong label among the surest rows
 * from forbidding everything for good.
 *
 * @param threshold empty where nothing may be accepted
 * @param reason in a sentence for people
 */
public record AcceptRule(OptionalDouble threshold, String reason) {
    /** Probability with which the share right of what is accepted may be below the target, by bad luck of the sample. */
    static final double ERROR = 0.05;

    /** Sequences begin after the surest quarter, half, three quarters, and all of the rows. */
    private static final int STARTS = 4;

    /** The rule for a target in (0, 1). */
    public static AcceptRule of(ReliabilityFigures figures, double target) {
        if (!(target > 0 && target < 1)) {
            throw new IllegalArgumentException("target precision " + target + " must lie in (0, 1)");
        }
        if (!figures.isEnough()) {
            return nothing(
                    "not enough audit labels: %d, concluded from %d", figures.labels(), ReliabilityFigures.ENOUGH);
        }
        List<ReliabilityFigures.Step> steps = figures.steps();
        int lowest = -1;
        for (int start = 1; start <= STARTS; start++) {
            int at = (int) Math.ceil((double) start * steps.size() / STARTS) - 1;
            while (at < steps.size() && reaches(steps, at, target)) {
                lowest = Math.max(lowest, at++);
            }
        }
        int least = ClopperPearson.trialsWithoutError(target, ERROR / STARTS);
        if (lowest < 0 && figures.effective() < least) {
            return nothing(
                    "not enough audit labels: %d (effective %.0f); %.1f %% right cannot be shown with fewer than %d, all right",
                    figures.labels(), figures.effective(), 100 * target, least);
        }
        if (lowest < 0) {
            return nothing(
                    "of %d audit labels, no group of the surest is right often enough to show %.1f %%",
                    figures.labels(), 100 * target);
        }
        double share = steps.subList(0, lowest + 1).stream()
                        .mapToDouble(ReliabilityFigures.Step::weight)
                        .sum()
                / steps.stream().mapToDouble(ReliabilityFigures.Step::weight).sum();
        return new AcceptRule(
                OptionalDouble.of(steps.get(lowest).from()),
                sentence(
                        "%.0f %% of %d audit labels are accepted, at least %.1f %% of them right",
                        100 * share, figures.labels(), 100 * limit(steps, lowest)));
    }

    private static boolean reaches(List<ReliabilityFigures.Step> steps, int at, double target) {
        return limit(steps, at) >= target;
    }

    /** Lower limit of the precision of the steps up to this one. */
    private static double limit(List<ReliabilityFigures.Step> steps, int at) {
        double weight = 0;
        double squares = 0;
        double right = 0;
        for (ReliabilityFigures.Step step : steps.subList(0, at + 1)) {
            weight += step.weight();
            squares += step.squares();
            right += step.right();
        }
        double effective = weight * weight / squares;
        return ClopperPearson.lower(effective, Math.min(1, right / weight) * effective, ERROR / STARTS);
    }

    private static AcceptRule nothing(String format, Object... values) {
        return new AcceptRule(OptionalDouble.empty(), sentence(format, values));
    }

    private static String sentence(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
