package io.clipstream.adapter;

import java.util.List;

/**
 * Mean and second moment of an unlabelled sample of at least one image; never changed once made.
 *
 * @param mean E[x], [D]
 * @param second upper triangle of E[x xᵀ], [D, D]
 */
record SampleMoments(double[] mean, double[][] second) {
    private static final int CHUNK = 256;

    static SampleMoments of(List<UnlabelledSample.Row> rows) {
        int dimension = rows.get(0).feature().length;
        double[] mean = new double[dimension];
        double[][] second = new double[dimension][dimension];
        for (int from = 0; from < rows.size(); from += CHUNK) {
            double[][] chunk = chunk(rows, from);
            for (double[] x : chunk) {
                RowAlgebra.add(1, x, mean, 0);
            }
            RowAlgebra.addGram(1, chunk, second);
        }
        RowAlgebra.scale(mean, 1.0 / rows.size());
        for (double[] row : second) {
            RowAlgebra.scale(row, 1.0 / rows.size());
        }
        return new SampleMoments(mean, second);
    }

    /** Up to 256 rows of a sample from this one on, in double precision. */
    static double[][] chunk(List<UnlabelledSample.Row> rows, int from) {
        double[][] chunk = new double[Math.min(CHUNK, rows.size() - from)][];
        for (int i = 0; i < chunk.length; i++) {
            chunk[i] = FitRows.toDoubles(rows.get(from + i).feature());
        }
        return chunk;
    }

    static int chunkSize() {
        return CHUNK;
    }
}
