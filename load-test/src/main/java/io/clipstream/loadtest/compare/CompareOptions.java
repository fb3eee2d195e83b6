package io.clipstream.loadtest.compare;

import io.clipstream.clip.Precision;
import java.util.List;

/**
 * What a compare run is asked for.
 *
 * @param contenders who takes part
 * @param rounds how often each has its turn, from 1
 * @param seconds what a turn measures, about
 * @param warmUpSeconds what each does before, about
 * @param seed of the order within the rounds, and of the times at which images are due
 * @param precision arithmetic of Clipstream's own encoder
 * @param latency whether latency is measured as well
 */
record CompareOptions(
        List<Contender> contenders,
        int rounds,
        double seconds,
        double warmUpSeconds,
        long seed,
        Precision precision,
        boolean latency) {
    /** Of saturation, at which latency is measured. */
    static final double LOAD = 0.7;

    CompareOptions {
        contenders = contenders.stream().distinct().sorted().toList();
        require(!contenders.isEmpty(), "--only names nobody");
        require(rounds >= 1, "--rounds is " + rounds + ", expected 1 or more");
        require(seconds >= 0.1 && seconds <= 3600, "--seconds is " + seconds + ", expected 0.1 to 3600");
        require(warmUpSeconds >= 0 && warmUpSeconds <= 600, "--warm-up is " + warmUpSeconds + ", expected 0 to 600");
    }

    /** The same without some. */
    CompareOptions without(List<Contender> skipped) {
        return new CompareOptions(
                contenders.stream().filter(c -> !skipped.contains(c)).toList(),
                rounds,
                seconds,
                warmUpSeconds,
                seed,
                precision,
                latency);
    }

    private static void require(boolean right, String message) {
        if (!right) {
            throw new IllegalArgumentException(message);
        }
    }
}
