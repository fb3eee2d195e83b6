package io.clipstream.adapter;

/**
 * z0, what the metric residual adds to: the zero-shot logits, sharpened by an unlabelled sample; never changed once made.
 *
 * <p>One pass of zero-shot soft labels p over the sample U: n_c = Σ p_c, m = mean of U, μ_c = Σ p_c (x − m) / (n_c + 5), S_z
 * = cov U − Σ n_c μ_c μ_cᵀ / N_u + (tr / D) I of what stands before, A_c = S_z⁻¹ μ_c; then z0 += α ((x − m)·A_c − ½ μ_c·A_c),
 * α = 0.2 ν / (ν + 10), ν = N_u / K. Without text z0 is 0.
 *
 * @param weights [D, K]
 * @param offsets [K]
 */
record BaseScores(double[][] weights, double[] offsets) {
    /** Images from which on a sample is used: the base of fewer would waver. */
    static final int LEAST_SAMPLE = 100;

    private static final double SHARE = 0.2;
    private static final double SOFTENING = 10;
    private static final double PRIOR_COUNT = 5;

    /** s · x Tᵀ as it is. */
    static BaseScores of(ClassHead head) {
        float[] text = head.text().values();
        int dimension = head.dimension();
        double[][] weights = new double[dimension][head.classes()];
        for (int c = 0; c < head.classes(); c++) {
            for (int i = 0; i < dimension; i++) {
                weights[i][c] = (double) head.logitScale() * text[c * dimension + i];
            }
        }
        return new BaseScores(weights, new double[head.classes()]);
    }

    /** Sharpened, if there is text and enough of a sample. */
    static BaseScores of(ClassHead head, UnlabelledSample sample) {
        BaseScores plain = of(head);
        return sample.size() < LEAST_SAMPLE || !head.hasText() ? plain : plain.sharpened(sample);
    }

    private BaseScores sharpened(UnlabelledSample sample) {
        int dimension = weights.length;
        int classes = offsets.length;
        int size = sample.size();
        double[] mean = sample.moments().mean();
        double[] counts = new double[classes];
        double[][] means = softSums(sample, counts);
        for (int c = 0; c < classes; c++) {
            RowAlgebra.add(-counts[c], mean, means[c], 0);
            RowAlgebra.scale(means[c], 1 / (counts[c] + PRIOR_COUNT));
        }
        double[][] solved = RowAlgebra.transpose(means);
        new Cholesky(residualCovariance(sample.moments(), means, counts, size)).solve(solved);
        double density = (double) size / classes;
        double share = SHARE * density / (density + SOFTENING);
        double[][] sharper = new double[dimension][];
        double[] shifts = offsets.clone();
        for (int i = 0; i < dimension; i++) {
            sharper[i] = weights[i].clone();
            RowAlgebra.add(share, solved[i], sharper[i], 0);
            for (int c = 0; c < classes; c++) {
                shifts[c] -= share * solved[i][c] * (mean[i] + means[c][i] / 2);
            }
        }
        return new BaseScores(sharper, shifts);
    }

    /** Σ p_c x for each class, [K, D]; adds Σ p_c to {@code counts}. */
    private double[][] softSums(UnlabelledSample sample, double[] counts) {
        double[][] sums = new double[counts.length][weights.length];
        for (int from = 0; from < sample.size(); from += SampleMoments.chunkSize()) {
            double[][] x = SampleMoments.chunk(sample.rows(), from);
            double[][] labels = logits(x);
            for (double[] row : labels) {
                Exp.softmax(row);
                RowAlgebra.add(1, row, counts, 0);
            }
            double[][] ofClasses = RowAlgebra.transpose(labels);
            for (int c = 0; c < counts.length; c++) {
                RowAlgebra.addRows(ofClasses[c], 1, x, 0, x.length, sums[c], 0);
            }
        }
        return sums;
    }

    /** Upper triangle of S_z. */
    private static double[][] residualCovariance(SampleMoments moments, double[][] means, double[] counts, int size) {
        int dimension = moments.mean().length;
        double[][] covariance = new double[dimension][];
        for (int i = 0; i < dimension; i++) {
            covariance[i] = moments.second()[i].clone();
            RowAlgebra.add(-moments.mean()[i], moments.mean(), covariance[i], i);
        }
        double[][] rooted = new double[means.length][];
        for (int c = 0; c < means.length; c++) {
            rooted[c] = means[c].clone();
            RowAlgebra.scale(rooted[c], Math.sqrt(counts[c] / size));
        }
        RowAlgebra.addGram(-1, rooted, covariance);
        double trace = 0;
        for (int i = 0; i < dimension; i++) {
            trace += covariance[i][i];
        }
        for (int i = 0; i < dimension; i++) {
            covariance[i][i] += trace / dimension;
        }
        return covariance;
    }

    /** z0 of rows [n, D], [n, K]. */
    double[][] logits(double[][] x) {
        double[][] logits = new double[x.length][offsets.length];
        RowAlgebra.product(x, weights, logits);
        for (double[] row : logits) {
            RowAlgebra.add(1, offsets, row, 0);
        }
        return logits;
    }
}
