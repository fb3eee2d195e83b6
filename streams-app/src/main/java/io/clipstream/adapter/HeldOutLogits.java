package io.clipstream.adapter;

/**
 * Logits of labelled rows by fits without them: each row has only the classes that its fit could score.
 *
 * @param logits a row each over its scored classes, any number of them; null where the row cannot be used
 * @param own where the row's own class is among them
 */
record HeldOutLogits(double[][] logits, int[] own) {
    /** Usable rows n. */
    int size() {
        int size = 0;
        for (double[] row : logits) {
            size += row == null ? 0 : 1;
        }
        return size;
    }

    /** softmax(β z) of the rows' own labels, [N]; NaN for rows that cannot be used. */
    double[] ownProbabilities(double beta) {
        double[] own = new double[logits.length];
        for (int row = 0; row < own.length; row++) {
            own[row] = logits[row] == null ? Double.NaN : ownProbability(row, beta);
        }
        return own;
    }

    private double ownProbability(int row, double beta) {
        double[] z = logits[row];
        double highest = Double.NEGATIVE_INFINITY;
        for (double one : z) {
            highest = Math.max(highest, one);
        }
        double sum = 0;
        for (double one : z) {
            sum += Exp.of(beta * (one - highest));
        }
        return Exp.of(beta * (z[own[row]] - highest)) / sum;
    }
}
