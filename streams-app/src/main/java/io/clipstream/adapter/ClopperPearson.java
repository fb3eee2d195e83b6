package io.clipstream.adapter;

/**
 * Exact limits for a share of successes (Clopper and Pearson, 1934), by quantiles of the beta distribution.
 *
 * <p>Trials and successes need not be whole: weighted samples come with an effective number of trials (Kish, 1965). Pure,
 * and the same on every machine.
 */
final class ClopperPearson {
    /** Terms of the continued fraction; a few dozen are enough for any sample that people label. */
    private static final int TERMS = 500;

    private static final double TINY = 1e-300;
    private static final double[] LANCZOS = {
        76.18009172947146,
        -86.50532032941677,
        24.01409824083091,
        -1.231739572450155,
        0.1208650973866179e-2,
        -0.5395239384953e-5
    };

    private ClopperPearson() {}

    /**
     * Lower limit: were the share that small, this many successes or more would have probability {@code error}.
     *
     * @param trials positive
     * @param successes in [0, trials]
     * @param error of this side alone, in (0, 1)
     */
    static double lower(double trials, double successes, double error) {
        return successes <= 0 ? 0 : quantile(successes, trials - successes + 1, error);
    }

    /** Upper limit, likewise. */
    static double upper(double trials, double successes, double error) {
        return successes >= trials ? 1 : quantile(successes + 1, trials - successes, 1 - error);
    }

    /** Smallest whole number of trials, all of them successes, whose lower limit reaches {@code share}. */
    static int trialsWithoutError(double share, double error) {
        return (int) StrictMath.ceil(StrictMath.log(error) / StrictMath.log(share));
    }

    private static double quantile(double a, double b, double probability) {
        double low = 0;
        double high = 1;
        for (int i = 0; i < 60; i++) {
            double middle = (low + high) / 2;
            if (cumulative(a, b, middle) < probability) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }

    /** Cumulative beta distribution, by the continued fraction of the incomplete beta function (Lentz's evaluation). */
    static double cumulative(double a, double b, double x) {
        if (x <= 0 || x >= 1) {
            return x <= 0 ? 0 : 1;
        }
        double front = StrictMath.exp(
                logGamma(a + b) - logGamma(a) - logGamma(b) + a * StrictMath.log(x) + b * StrictMath.log1p(-x));
        // The fraction converges quickly on its own side of the mean.
        return x < (a + 1) / (a + b + 2) ? front * fraction(a, b, x) / a : 1 - front * fraction(b, a, 1 - x) / b;
    }

    private static double fraction(double a, double b, double x) {
        double c = 1;
        double d = 1 / away(1 - (a + b) * x / (a + 1));
        double value = d;
        for (int m = 1; m <= TERMS; m++) {
            double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
            d = 1 / away(1 + even * d);
            c = away(1 + even / c);
            value *= d * c;
            double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
            d = 1 / away(1 + odd * d);
            c = away(1 + odd / c);
            value *= d * c;
            if (Math.abs(d * c - 1) < 1e-15) {
                break;
            }
        }
        return value;
    }

    private static double away(double value) {
        return Math.abs(value) < TINY ? TINY : value;
    }

    /** Lanczos' approximation, relative error below 2e-10. */
    private static double logGamma(double x) {
        double sum = 1.000000000190015;
        for (int i = 0; i < LANCZOS.length; i++) {
            sum += LANCZOS[i] / (x + 1 + i);
        }
        double shifted = x + 5.5;
        return (x + 0.5) * StrictMath.log(shifted) - shifted + StrictMath.log(2.5066282746310005 * sum / x);
    }
}
