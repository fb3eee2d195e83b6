package io.clipstream.adapter;

/**
 * Two classifiers on the same rows: what one got right that the other did not, and whether that can be chance.
 *
 * <p>Exact throughout, so that nothing random enters a decision: McNemar's test in its binomial form (McNemar, 1947), and
 * Clopper and Pearson's interval (1934) for the share of discordant rows won, carried over to the difference of accuracies.
 * The interval lies above 0 exactly when the test's p is below 0.05 and more was gained than lost.
 *
 * @param rows rows compared
 * @param gained rows that only the first got right
 * @param lost rows that only the second got right
 */
public record PairedComparison(int rows, int gained, int lost) {
    /** Error of the test and of the interval, both sides together. */
    static final double LEVEL = 0.05;

    /** Compares two rows of right (true) and wrong, of the same length. */
    public static PairedComparison of(boolean[] first, boolean[] second) {
        int gained = 0;
        int lost = 0;
        for (int row = 0; row < first.length; row++) {
            gained += first[row] && !second[row] ? 1 : 0;
            lost += second[row] && !first[row] ? 1 : 0;
        }
        return new PairedComparison(first.length, gained, lost);
    }

    /** Probability, if both were equally good, of a split of the discordant rows at least as uneven as this. */
    public double pValue() {
        return Math.min(1, 2 * upperTail(gained + lost, Math.max(gained, lost), 0.5));
    }

    /** Whether the first is significantly worse than the second. */
    public boolean worse() {
        return lost > gained && pValue() < LEVEL;
    }

    /** Lower end of the 95 % interval of first accuracy − second accuracy. */
    public double lowest() {
        return gained == 0 ? difference(0) : difference(shareWhereTailIs(gained, LEVEL / 2));
    }

    /** Upper end of the 95 % interval of first accuracy − second accuracy. */
    public double highest() {
        return lost == 0 ? difference(1) : difference(shareWhereTailIs(gained + 1, 1 - LEVEL / 2));
    }

    private double difference(double shareWon) {
        return rows == 0 ? 0 : (2 * shareWon - 1) * (gained + lost) / rows;
    }

    /** The success probability at which {@code least} or more of the discordant rows are won with this probability. */
    private double shareWhereTailIs(int least, double probability) {
        double low = 0;
        double high = 1;
        for (int i = 0; i < 60; i++) {
            double middle = (low + high) / 2;
            if (upperTail(gained + lost, least, middle) < probability) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }

    /** P(X ≥ least) for X binomial with {@code n} trials; summed from logarithms, so that nothing underflows early. */
    static double upperTail(int n, int least, double success) {
        double sum = 0;
        double logChoose = 0;
        for (int i = 0; i <= n; i++) {
            if (i >= least) {
                sum += StrictMath.exp(logChoose + i * StrictMath.log(success) + (n - i) * StrictMath.log1p(-success));
            }
            logChoose += StrictMath.log(n - i) - StrictMath.log(i + 1);
        }
        return Math.min(1, sum);
    }
}
