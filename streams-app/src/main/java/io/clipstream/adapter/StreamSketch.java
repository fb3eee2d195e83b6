package io.clipstream.adapter;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * What a task's stream looked like when a version was fitted: how its features lie along random directions, and from which
 * probability on the version was right. Immutable; the arrays are not to be changed.
 *
 * @param images of the unlabelled sample that it rests on, from {@value #LEAST}
 * @param cuts for each direction {@value #CUTS} numbers that cut the sample into eighths, ascending
 * @param sureFrom from here on lie as many audited images, by weight, as are right (average thresholded confidence: Garg et
 *     al., "Leveraging Unlabeled Data to Predict Out-of-Distribution Performance", arXiv 2201.04234); empty where there are
 *     not enough audit labels
 * @param accuracy on the audit sample; 0 where {@code sureFrom} is empty
 * @param labels effective number of audit labels
 */
public record StreamSketch(int images, float[] cuts, OptionalDouble sureFrom, double accuracy, double labels) {
    /** Images from which a sketch is made. */
    public static final int LEAST = 100;

    /** Images that it looks at. */
    static final int MOST = 1024;

    /** Cuts a direction. */
    static final int CUTS = 7;

    public StreamSketch {
        if (images < LEAST || cuts.length != CUTS * Projections.COUNT) {
            throw new IllegalArgumentException("a stream's sketch wants " + LEAST + " images and "
                    + CUTS * Projections.COUNT + " cuts, got " + images + " and " + cuts.length);
        }
        for (int i = 0; i < cuts.length; i++) {
            // Written so that NaN fails too.
            if (!(cuts[i] >= -Float.MAX_VALUE && cuts[i] <= Float.MAX_VALUE) || i % CUTS > 0 && cuts[i] < cuts[i - 1]) {
                throw new IllegalArgumentException("cuts of a stream's sketch must be finite and ascending");
            }
        }
    }

    /** Whether both say the same. */
    public boolean isSame(StreamSketch other) {
        return images == other.images
                && Arrays.equals(cuts, other.cuts)
                && sureFrom.equals(other.sureFrom)
                && accuracy == other.accuracy
                && labels == other.labels;
    }

    /** The sketch of a sample of at least {@value #LEAST} images; {@code figures} are the version's own. */
    public static StreamSketch of(
            UnlabelledSample sample, int dimension, ReliabilityFigures figures, OptionalDouble sureFrom) {
        List<UnlabelledSample.Row> rows = thinned(sample.rows());
        Projections projections = new Projections(dimension);
        float[][] along = new float[Projections.COUNT][rows.size()];
        float[] one = new float[Projections.COUNT];
        for (int row = 0; row < rows.size(); row++) {
            projections.project(rows.get(row).feature(), 0, one);
            for (int direction = 0; direction < one.length; direction++) {
                along[direction][row] = one[direction];
            }
        }
        float[] cuts = new float[CUTS * Projections.COUNT];
        for (int direction = 0; direction < along.length; direction++) {
            Arrays.sort(along[direction]);
            for (int cut = 0; cut < CUTS; cut++) {
                cuts[direction * CUTS + cut] = along[direction][(int) ((cut + 1L) * rows.size() / (CUTS + 1))];
            }
        }
        return new StreamSketch(
                rows.size(),
                cuts,
                sureFrom,
                sureFrom.isPresent() ? figures.accuracy() : 0,
                sureFrom.isPresent() ? figures.effective() : 0);
    }

    /** At most {@value #MOST}, evenly: more would tell little, and cost a fit noticeable time. */
    private static List<UnlabelledSample.Row> thinned(List<UnlabelledSample.Row> rows) {
        int count = Math.min(MOST, rows.size());
        return IntStream.range(0, count)
                .mapToObj(i -> rows.get((int) ((long) i * rows.size() / count)))
                .toList();
    }

    /** The confidence from which on lies the share of the rows, by weight, that is right; empty with too few rows. */
    public static OptionalDouble sureFrom(List<JudgedRow> rows) {
        if (rows.size() < ReliabilityFigures.ENOUGH) {
            return OptionalDouble.empty();
        }
        double right = rows.stream()
                .filter(JudgedRow::right)
                .mapToDouble(JudgedRow::weight)
                .sum();
        double above = 0;
        double from = 1;
        for (JudgedRow row : rows.stream()
                .sorted((a, b) -> Double.compare(b.confidence(), a.confidence()))
                .toList()) {
            above += row.weight();
            // Half a row's weight is nearer to the share than none.
            if (above - row.weight() / 2 > right) {
                break;
            }
            from = row.confidence();
        }
        return OptionalDouble.of(from);
    }
}
