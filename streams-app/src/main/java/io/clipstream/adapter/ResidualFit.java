package io.clipstream.adapter;

import java.util.Arrays;

/**
 * Fits the residual V of the classes seen: min Σ w_i CE(z0(x_i) + x_i V, y_i) + ½ τ tr(Vᵀ S V), a convex problem.
 *
 * <p>Classes without a row keep their base scores. Where they have texts they take part in the cross-entropy as rivals that
 * do not move: so the first correction of all, whose class is the only one seen, already counts against them.
 *
 * <p>Nesterov's accelerated gradient (in Beck and Teboulle's form, 2009) from V = 0, preconditioned by Q = (c Xᵀ W X + τ S)⁻¹,
 * c = 0.1. A step from Y leads to V = Q Xᵀ (c W X Y − R), R = W (softmax(z0 + X Y) − onehot), so that only logits of the rows
 * have to be carried along, and its penalty is tr((X V)ᵀ (c W X (Y − V) − R)). A step that raises the objective by more than
 * 1e-6 of it is rejected and the momentum set to 0; if that is 0 already, c is doubled, up to 0.5. It ends when no logit of a
 * row moves by more than 0.05, or after 40 steps, rejected ones included.
 */
final class ResidualFit {
    private static final double CURVATURE = 0.1;
    private static final double HIGHEST_CURVATURE = 0.5;
    private static final int STEPS = 40;
    private static final float STILL = 0.05f;
    private static final double RISE = 1e-6;

    private final FitRows rows;
    private final WithinClassMetric metric;
    private final int[] columns;
    private final float[][] base;

    /** Of each row, the logarithm of the summed exponentials of its rivals' logits; −∞ where there are none. */
    private final double[] rivals;

    private ResidualFit(FitRows rows, BaseScores scores, WithinClassMetric metric, boolean unseenAreRivals) {
        this.rows = rows;
        this.metric = metric;
        int[] seen = rows.seen();
        this.columns = new int[rows.size()];
        this.base = new float[rows.size()][seen.length];
        this.rivals = new double[rows.size()];
        Arrays.fill(rivals, Double.NEGATIVE_INFINITY);
        double[][] all = scores.logits(rows.x());
        for (int row = 0; row < columns.length; row++) {
            columns[row] = Arrays.binarySearch(seen, rows.labels()[row]);
            for (int c = 0; c < seen.length; c++) {
                base[row][c] = (float) all[row][seen[c]];
            }
            if (unseenAreRivals && seen.length < rows.classes()) {
                rivals[row] = logSumWithout(seen, all[row]);
            }
        }
    }

    /**
     * V [D, classes seen], the classes ascending; all 0 for no row, or rows of a class without a rival.
     *
     * @param unseenAreRivals whether classes without a row stand in the way of the others: not where they have no base scores
     */
    static double[][] fit(FitRows rows, BaseScores scores, double[][] secondMoment, boolean unseenAreRivals) {
        int seen = rows.seen().length;
        int rivals = unseenAreRivals ? rows.classes() : seen;
        if (seen == 0 || rivals < 2) {
            return new double[scores.weights().length][seen];
        }
        return new ResidualFit(rows, scores, WithinClassMetric.of(rows, secondMoment), unseenAreRivals).descend();
    }

    private static double logSumWithout(int[] seen, double[] logits) {
        double highest = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < logits.length; c++) {
            if (Arrays.binarySearch(seen, c) < 0) {
                highest = Math.max(highest, logits[c]);
            }
        }
        double sum = 0;
        for (int c = 0; c < logits.length; c++) {
            if (Arrays.binarySearch(seen, c) < 0) {
                sum += Exp.of(logits[c] - highest);
            }
        }
        return highest + StrictMath.log(sum);
    }

    /** A place that a step has led to: logits added, what the map made them from, and the objective there. */
    private record Place(float[][] logits, float[][] from, NewtonMap map, double objective) {}

    private double[][] descend() {
        double curvature = CURVATURE;
        NewtonMap map = new NewtonMap(rows, metric, curvature);
        float[][] zero = zero();
        Place at = new Place(zero, zero, map, loss(zero, null));
        float[][] ahead = zero;
        double momentum = 1;
        for (int step = 0; step < STEPS; step++) {
            Place next = step(ahead, map, curvature);
            if (!(next.objective <= at.objective * (1 + RISE))) {
                if (ahead != at.logits) {
                    ahead = at.logits;
                    momentum = 1;
                } else if (curvature < HIGHEST_CURVATURE) {
                    curvature = Math.min(2 * curvature, HIGHEST_CURVATURE);
                    map = new NewtonMap(rows, metric, curvature);
                } else {
                    break;
                }
                continue;
            }
            float moved = difference(next.logits, at.logits);
            double following = (1 + Math.sqrt(1 + 4 * momentum * momentum)) / 2;
            ahead = momentum == 1 ? next.logits : beyond(next.logits, at.logits, (momentum - 1) / following);
            momentum = following;
            at = next;
            if (moved <= STILL) {
                break;
            }
        }
        return at.map.weights(at.from);
    }

    private Place step(float[][] ahead, NewtonMap map, double curvature) {
        float[][] from = zero();
        loss(ahead, from);
        for (int row = 0; row < from.length; row++) {
            float pull = (float) (curvature * rows.weights()[row]);
            for (int c = 0; c < from[row].length; c++) {
                from[row][c] += pull * ahead[row][c];
            }
        }
        float[][] logits = map.logits(from);
        double penalty = 0;
        for (int row = 0; row < from.length; row++) {
            double pull = curvature * rows.weights()[row];
            for (int c = 0; c < from[row].length; c++) {
                penalty += logits[row][c] * (from[row][c] - pull * logits[row][c]);
            }
        }
        return new Place(logits, from, map, loss(logits, null) + penalty / 2);
    }

    /** Σ w CE with these logits added; writes −R = W (onehot − softmax) to {@code residuals} unless that is null. */
    private double loss(float[][] added, float[][] residuals) {
        double loss = 0;
        double[] logits = new double[base[0].length];
        for (int row = 0; row < base.length; row++) {
            double highest = rivals[row];
            for (int c = 0; c < logits.length; c++) {
                logits[c] = base[row][c] + added[row][c];
                highest = Math.max(highest, logits[c]);
            }
            double own = logits[columns[row]] - highest;
            double sum = rivals[row] == Double.NEGATIVE_INFINITY ? 0 : Exp.of(rivals[row] - highest);
            for (int c = 0; c < logits.length; c++) {
                logits[c] = Exp.of(logits[c] - highest);
                sum += logits[c];
            }
            double weight = rows.weights()[row];
            loss += weight * (StrictMath.log(sum) - own);
            if (residuals != null) {
                for (int c = 0; c < logits.length; c++) {
                    residuals[row][c] = (float) (-weight * logits[c] / sum);
                }
                residuals[row][columns[row]] += (float) weight;
            }
        }
        return loss;
    }

    private float[][] zero() {
        return new float[base.length][base[0].length];
    }

    private static float[][] beyond(float[][] to, float[][] from, double share) {
        float[][] beyond = new float[to.length][to[0].length];
        float factor = (float) share;
        for (int row = 0; row < to.length; row++) {
            for (int c = 0; c < to[row].length; c++) {
                beyond[row][c] = to[row][c] + factor * (to[row][c] - from[row][c]);
            }
        }
        return beyond;
    }

    private static float difference(float[][] one, float[][] other) {
        float most = 0;
        for (int row = 0; row < one.length; row++) {
            for (int c = 0; c < one[row].length; c++) {
                most = Math.max(most, Math.abs(one[row][c] - other[row][c]));
            }
        }
        return most;
    }
}
