package io.clipstream.adapter;

/**
 * The exponential function for softmaxes over many classes: a few nanoseconds, to about 1e-15 of its value, and the same bits
 * on every machine, interpreted or compiled, since it is made of nothing but additions and multiplications.
 */
final class Exp {
    /** Below this the result is 0 here: in a softmax beside e⁰ nothing would be left of it. */
    static final double LOWEST = -700;

    private static final double LOG2_E = 1.4426950408889634;
    /** ln 2 in two parts, the first short enough to be multiplied by the exponent exactly. */
    private static final double LN2_HIGH = 0x1.62e42fee00000p-1;

    private static final double LN2_LOW = 0x1.a39ef35793c76p-33;
    /** Added and taken away again it rounds to a whole number. */
    private static final double ROUND = 0x1.8p52;

    private Exp() {}

    /** e to the power of a number up to 0; NaN for NaN. */
    static double of(double x) {
        if (x < LOWEST) {
            return 0;
        }
        double power = x * LOG2_E + ROUND - ROUND;
        double r = (x - power * LN2_HIGH) - power * LN2_LOW;
        // Taylor's series to r^13 on |r| <= ln 2 / 2, in pairs so that the processor can work on them side by side.
        double r2 = r * r;
        double r4 = r2 * r2;
        double low = (1 + r) + r2 * (1 / 2.0 + r * (1 / 6.0));
        double middle = (1 / 24.0 + r * (1 / 120.0)) + r2 * (1 / 720.0 + r * (1 / 5040.0));
        double high = (1 / 40_320.0 + r * (1 / 362_880.0)) + r2 * (1 / 3_628_800.0 + r * (1 / 39_916_800.0));
        double last = 1 / 479_001_600.0 + r * (1 / 6_227_020_800.0);
        double series = low + r4 * (middle + r4 * (high + r4 * last));
        return series * Double.longBitsToDouble(((long) power + 1023) << 52);
    }

    /** Turns logits into probabilities in place. */
    static void softmax(double[] logits) {
        double highest = Double.NEGATIVE_INFINITY;
        for (double logit : logits) {
            highest = Math.max(highest, logit);
        }
        double sum = 0;
        for (int c = 0; c < logits.length; c++) {
            logits[c] = of(logits[c] - highest);
            sum += logits[c];
        }
        for (int c = 0; c < logits.length; c++) {
            logits[c] /= sum;
        }
    }
}
