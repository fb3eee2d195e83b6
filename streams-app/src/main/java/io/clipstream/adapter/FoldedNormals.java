package io.clipstream.adapter;

/** The normal equations of a ridge regression, summed fold by fold, so that each fold can be left out at little cost. */
final class FoldedNormals {
    private final int dimension;
    private final int outputs;
    private final double[][] grams = new double[OutOfFold.FOLDS][];
    private final double[][] products = new double[OutOfFold.FOLDS][];

    /** For rows {@code x} [N, D] with targets {@code y} [N, K], each row in one of the folds. */
    FoldedNormals(double[] x, double[] y, int dimension, int outputs, int[] folds) {
        this.dimension = dimension;
        this.outputs = outputs;
        for (int fold = 0; fold < OutOfFold.FOLDS; fold++) {
            int[] rows = OutOfFold.rows(folds, fold);
            double[] features = select(x, dimension, rows);
            grams[fold] = DoubleMatrices.upperGram(features, rows.length, dimension);
            products[fold] =
                    DoubleMatrices.transposeTimes(features, select(y, outputs, rows), rows.length, dimension, outputs);
        }
    }

    /** (XᵀX + λI)⁻¹ XᵀY, [D, K], over the rows of all folds but this one. */
    double[] solveWithout(int left, double lambda) {
        double[] gram = new double[dimension * dimension];
        double[] product = new double[dimension * outputs];
        for (int fold = 0; fold < OutOfFold.FOLDS; fold++) {
            // Added up anew instead of subtracted: nothing cancels.
            if (fold != left) {
                add(grams[fold], gram);
                add(products[fold], product);
            }
        }
        ResidualLeastSquares.addToDiagonal(gram, dimension, lambda);
        DoubleMatrices.solve(gram, product, dimension, outputs);
        return product;
    }

    private static double[] select(double[] matrix, int columns, int[] rows) {
        double[] selected = new double[rows.length * columns];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(matrix, rows[i] * columns, selected, i * columns, columns);
        }
        return selected;
    }

    private static void add(double[] from, double[] to) {
        for (int i = 0; i < to.length; i++) {
            to[i] += from[i];
        }
    }
}
