package io.clipstream.loadtest.compare;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** The order within a round: another one each time, so that what drifts meets none more than the others. */
final class Turns {
    private Turns() {}

    /** The order of round {@code round}, a pure function of it and of the seed. */
    static <T> List<T> of(List<T> contenders, int round, long seed) {
        List<T> order = new ArrayList<>(contenders);
        Collections.shuffle(order, new Random(seed));
        // Each is as often first as any other.
        Collections.rotate(order, round);
        if (round / Math.max(1, order.size()) % 2 == 1) {
            Collections.reverse(order);
        }
        return order;
    }
}
