package io.clipstream.app.bench;

import java.util.Arrays;

/** The measurements of one quantity, round by round; rounds without one are not numbers. */
final class Track {
    private final double[] rates;
    private final double[] coreSeconds;
    private double spent;

    Track(int rounds) {
        rates = new double[rounds];
        coreSeconds = new double[rounds];
        Arrays.fill(rates, Double.NaN);
        Arrays.fill(coreSeconds, Double.NaN);
    }

    void put(int round, Pace pace) {
        rates[round] = pace.perSecond();
        coreSeconds[round] = pace.coreSeconds();
        spent += pace.seconds();
    }

    /** Seconds that went into it so far. */
    double spent() {
        return spent;
    }

    double[] rates() {
        return rates;
    }

    double[] coreSeconds() {
        return coreSeconds;
    }
}
