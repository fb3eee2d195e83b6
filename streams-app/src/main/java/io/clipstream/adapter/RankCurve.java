package io.clipstream.adapter;

import java.util.Arrays;

/** Tells two samples apart by one number: the area under the receiver's operating curve, and the best cut. */
final class RankCurve {
    private RankCurve() {}

    /**
     * Probability that a value of {@code above} is larger than one of {@code below}, ties counting half (Mann and Whitney,
     * 1947; Hanley and McNeil, 1982); both ascending and not empty.
     */
    static double area(double[] above, double[] below) {
        double wins = 0;
        for (double value : above) {
            wins += (count(below, value, false) + count(below, value, true)) / 2.0;
        }
        return wins / above.length / below.length;
    }

    /** The value of {@code below} beyond which the share of {@code above} exceeds that of {@code below} most (Youden's J). */
    static double bestCut(double[] above, double[] below) {
        double best = Double.NEGATIVE_INFINITY;
        double cut = below[below.length - 1];
        for (double value : below) {
            double caught = 1 - (double) count(above, value, true) / above.length;
            double alarmed = 1 - (double) count(below, value, true) / below.length;
            if (caught - alarmed >= best) {
                best = caught - alarmed;
                cut = value;
            }
        }
        return cut;
    }

    /** How many are below {@code value}, or at most that much. */
    private static int count(double[] ascending, double value, boolean orEqual) {
        double key = orEqual ? Math.nextUp(value) : value;
        int at = Arrays.binarySearch(ascending, key);
        int place = at >= 0 ? at : -at - 1;
        while (place > 0 && ascending[place - 1] >= key) {
            place--;
        }
        return place;
    }
}
