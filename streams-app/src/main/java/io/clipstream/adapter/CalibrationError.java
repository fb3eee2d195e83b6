package io.clipstream.adapter;

/**
 * The expected calibration error: how far confidence lies from the share that is right, on average; owned by one thread.
 *
 * <p>Source: Naeini et al., "Obtaining Well Calibrated Probabilities Using Bayesian Binning", 2015: {@value #BINS} bins of
 * equal width by the probability of the most probable class, each weighed by its rows.
 */
public final class CalibrationError {
    private static final int BINS = 15;

    private final double[] confidence = new double[BINS];
    private final long[] right = new long[BINS];
    private long rows;

    /**
     * Adds a row.
     *
     * @param probability of its most probable class, 0 to 1
     * @param correct whether that class is the label
     */
    public void add(double probability, boolean correct) {
        int bin = (int) Math.min(BINS - 1, Math.max(0, Math.floor(probability * BINS)));
        confidence[bin] += probability;
        right[bin] += correct ? 1 : 0;
        rows++;
    }

    /** The error over all rows, 0 to 1; NaN before the first. */
    public double value() {
        double sum = 0;
        for (int bin = 0; bin < BINS; bin++) {
            sum += Math.abs(confidence[bin] - right[bin]);
        }
        return sum / rows;
    }
}
