package io.clipstream.adapter;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Fits a {@link Novelty} model to a task's examples; a pure function of them.
 *
 * <p>The radius is the conformal quantile (Vovk et al., 2005; Angelopoulos and Bates, arXiv 2107.07511) of the distances of
 * examples to their own class's mean without them, so that of images like the examples at most the share asked for lies
 * beyond it. Images that people called "none of these" draw it in to where it tells them best from the rest (Youden's J,
 * 1950), as far as five times that share.
 */
public final class NoveltyFit {
    /** Images on each side from which "none of these" says something. */
    public static final int ENOUGH = 5;

    /** How many times the share asked for the radius may cost where "none of these" draws it in. */
    private static final int STRICTEST = 5;

    private final ClassHead head;
    private final SupportSet support;
    private final int[] counts;
    private final float[] centre;
    private final double[] sums;
    private final float textWeight;

    private NoveltyFit(ClassHead head, SupportSet support) {
        this.head = head;
        this.support = support;
        int d = head.dimension();
        this.textWeight = head.hasText() ? (float) Novelty.TEXT_WEIGHT : 0;
        this.counts = new int[head.classes()];
        double[] all = new double[d];
        this.sums = new double[head.classes() * d];
        for (Shot shot : support.shots()) {
            counts[shot.label()]++;
            for (int i = 0; i < d; i++) {
                all[i] += shot.feature()[i];
                sums[shot.label() * d + i] += shot.feature()[i];
            }
        }
        this.centre = new float[d];
        for (int i = 0; i < d; i++) {
            centre[i] = (float) (all[i] / Math.max(1, support.size()));
        }
    }

    /**
     * The outcome.
     *
     * @param model empty where there are too few examples to set a radius for that share
     * @param auroc area under the curve of telling "none of these" from the rest; NaN with fewer than {@value #ENOUGH} of
     *     either
     */
    public record Outcome(Optional<Novelty> model, double auroc) {}

    /**
     * Fits.
     *
     * @param noneOfThese features [D] of images that show none of the classes
     * @param share of images of known kind that may lie beyond the radius, in [0, 0.5]; 0 for no model
     */
    public static Outcome of(ClassHead head, SupportSet support, List<float[]> noneOfThese, double share) {
        NoveltyFit fit = new NoveltyFit(head, support);
        double[] own = fit.ownDistances();
        int rank = (int) Math.ceil((own.length + 1) * (1 - share));
        double[] others = fit.noneDistances(noneOfThese);
        boolean told = own.length >= ENOUGH && others.length >= ENOUGH;
        double auroc = told ? RankCurve.area(others, own) : Double.NaN;
        if (share <= 0 || own.length == 0 || rank > own.length) {
            return new Outcome(Optional.empty(), auroc);
        }
        double radius = own[rank - 1];
        if (told) {
            int strictest = Math.max(1, (int) Math.ceil((own.length + 1) * (1 - STRICTEST * share)));
            radius = Math.min(radius, Math.max(own[strictest - 1], RankCurve.bestCut(others, own)));
        }
        return new Outcome(radius > 0 ? Optional.of(fit.model((float) radius)) : Optional.empty(), auroc);
    }

    private Novelty model(float radius) {
        int d = head.dimension();
        float[] means = new float[sums.length];
        for (int c = 0; c < counts.length; c++) {
            if (counts[c] > 0) {
                write(c, null, means, c * d);
            }
        }
        return new Novelty(counts, centre, means, head.text().values(), textWeight, radius);
    }

    /** Writes the unit direction from the centre to a class's mean, without one of its shots if that is not null. */
    private void write(int c, Shot without, float[] into, int at) {
        int d = head.dimension();
        double n = counts[c] - (without == null ? 0 : 1);
        double[] direction = new double[d];
        double square = 0;
        for (int i = 0; i < d; i++) {
            double sum = sums[c * d + i] - (without == null ? 0 : without.feature()[i]);
            direction[i] = sum / n - centre[i];
            square += direction[i] * direction[i];
        }
        // A class whose mean is the centre has no direction: everything is equally far from it.
        double length = square == 0 ? 1 : Math.sqrt(square);
        for (int i = 0; i < d; i++) {
            into[at + i] = (float) (direction[i] / length);
        }
    }

    /** Ascending; of the shots whose class has another one. */
    private double[] ownDistances() {
        int d = head.dimension();
        double[] distances = new double[support.size()];
        int n = 0;
        for (Shot shot : support.shots()) {
            if (counts[shot.label()] > 1) {
                float[] mean = new float[d];
                write(shot.label(), shot, mean, 0);
                distances[n++] = one(shot.label(), mean).distance(shot.feature(), 0, 0);
            }
        }
        double[] sorted = Arrays.copyOf(distances, n);
        Arrays.sort(sorted);
        return sorted;
    }

    /** A model of that class alone. */
    private Novelty one(int c, float[] mean) {
        int d = head.dimension();
        float[] text = Arrays.copyOfRange(head.text().values(), c * d, (c + 1) * d);
        return new Novelty(new int[] {1}, centre, mean, text, textWeight, 1);
    }

    /** Ascending; to the nearest class, which is kinder to them than the predicted one. */
    private double[] noneDistances(List<float[]> features) {
        Novelty model = model(1);
        double[] distances = features.stream()
                .mapToDouble(feature -> {
                    double nearest = Double.POSITIVE_INFINITY;
                    for (int c = 0; c < counts.length; c++) {
                        if (counts[c] > 0) {
                            nearest = Math.min(nearest, model.distance(feature, 0, c));
                        }
                    }
                    return nearest;
                })
                .filter(Double::isFinite)
                .toArray();
        Arrays.sort(distances);
        return distances;
    }
}
