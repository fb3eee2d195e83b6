package io.clipstream.adapter;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How right a version is, and how well it knows, on an unbiased sample of its task's images.
 *
 * <p>Weights are scaled to mean 1, and intervals rest on the effective number of rows, Σw² dividing (Σw)² (Kish, 1965), so
 * that images drawn with different probabilities count for the stream they stand for (Horvitz and Thompson, 1952).
 *
 * @param labels rows
 * @param effective effective number of rows, at most {@code labels}
 * @param accuracy share right, in [0, 1]; 0 without rows
 * @param accuracyLow lower end of its 95 % interval (Clopper and Pearson, 1934)
 * @param accuracyHigh upper end
 * @param confidence mean probability of the predicted class
 * @param calibrationError expected calibration error over {@value #BINS} bins of equal width (Guo et al., 2017)
 * @param steps the rows, surest first, in at most {@value #STEPS} steps of about the same size; equal confidences are never
 *     split
 * @param confusion rows by label and prediction, most frequent first
 */
public record ReliabilityFigures(
        int labels,
        double effective,
        double accuracy,
        double accuracyLow,
        double accuracyHigh,
        double confidence,
        double calibrationError,
        List<Step> steps,
        List<Confusion> confusion) {
    /** Below this many labels nothing is concluded. */
    public static final int ENOUGH = 50;

    /** Most steps. */
    public static final int STEPS = 32;

    /** Bins of the expected calibration error. */
    public static final int BINS = 15;

    private static final double ONE_SIDE = 0.025;

    /**
     * Some rows, about equally sure.
     *
     * @param from lowest confidence among them
     * @param confidence their weighted mean
     * @param weight sum of the weights
     * @param squares sum of the squared weights
     * @param right sum of the weights of those that are right
     */
    public record Step(double from, double confidence, double weight, double squares, double right) {}

    /**
     * How often a class was taken for another, or for itself.
     *
     * @param label {@link JudgedRow#NONE} for "none of these"
     */
    public record Confusion(int label, int predicted, int count) {}

    public ReliabilityFigures {
        steps = List.copyOf(steps);
        confusion = List.copyOf(confusion);
    }

    /** Whether conclusions may be drawn. */
    public boolean isEnough() {
        return labels >= ENOUGH;
    }

    /** The figures of these rows, in whatever order they come. */
    public static ReliabilityFigures of(List<JudgedRow> rows) {
        List<JudgedRow> sorted = rows.stream()
                .sorted(Comparator.comparingDouble(JudgedRow::confidence)
                        .reversed()
                        .thenComparing(JudgedRow::label)
                        .thenComparing(JudgedRow::predicted)
                        .thenComparing(JudgedRow::weight))
                .toList();
        double scale =
                rows.size() / sorted.stream().mapToDouble(JudgedRow::weight).sum();
        Sums all = new Sums();
        sorted.forEach(row -> all.add(row, scale));
        if (sorted.isEmpty()) {
            return new ReliabilityFigures(0, 0, 0, 0, 1, 0, 0, List.of(), List.of());
        }
        double effective = all.weight * all.weight / all.squares;
        double accuracy = all.right / all.weight;
        return new ReliabilityFigures(
                sorted.size(),
                effective,
                accuracy,
                ClopperPearson.lower(effective, accuracy * effective, ONE_SIDE),
                ClopperPearson.upper(effective, accuracy * effective, ONE_SIDE),
                all.confidence / all.weight,
                calibrationError(sorted, scale),
                steps(sorted, scale),
                confusion(sorted));
    }

    private static double calibrationError(List<JudgedRow> rows, double scale) {
        Sums[] bins = new Sums[BINS];
        for (JudgedRow row : rows) {
            int bin = Math.max(0, Math.min(BINS - 1, (int) Math.ceil(row.confidence() * BINS) - 1));
            bins[bin] = bins[bin] == null ? new Sums() : bins[bin];
            bins[bin].add(row, scale);
        }
        double error = 0;
        for (Sums bin : bins) {
            error += bin == null ? 0 : Math.abs(bin.confidence - bin.right);
        }
        return error / rows.size();
    }

    private static List<Step> steps(List<JudgedRow> rows, double scale) {
        List<Step> steps = new ArrayList<>();
        Sums sums = new Sums();
        for (int i = 0; i < rows.size(); i++) {
            sums.add(rows.get(i), scale);
            boolean last = i == rows.size() - 1;
            boolean full = (i + 1L) * STEPS >= (steps.size() + 1L) * rows.size();
            if (last || full && rows.get(i + 1).confidence() < rows.get(i).confidence()) {
                steps.add(new Step(
                        rows.get(i).confidence(),
                        sums.confidence / sums.weight,
                        sums.weight,
                        sums.squares,
                        sums.right));
                sums = new Sums();
            }
        }
        return steps;
    }

    private static List<Confusion> confusion(List<JudgedRow> rows) {
        Map<List<Integer>, Integer> counts = new HashMap<>();
        rows.forEach(row -> counts.merge(List.of(row.label(), row.predicted()), 1, Integer::sum));
        return counts.entrySet().stream()
                .map(cell -> new Confusion(cell.getKey().get(0), cell.getKey().get(1), cell.getValue()))
                .sorted(Comparator.comparingInt(Confusion::count)
                        .reversed()
                        .thenComparing(Confusion::label)
                        .thenComparing(Confusion::predicted))
                .toList();
    }

    /** Running weighted sums. */
    private static final class Sums {
        private double weight;
        private double squares;
        private double right;
        private double confidence;

        void add(JudgedRow row, double scale) {
            double w = row.weight() * scale;
            weight += w;
            squares += w * w;
            right += row.right() ? w : 0;
            confidence += w * row.confidence();
        }
    }
}
