package io.clipstream.loadtest.backlog;

import io.clipstream.schemas.Coordinates;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/** Accounts for numbered images; one thread. */
final class BacklogLedger {
    private final BitSet seen = new BitSet();
    private final Map<String, Long> last = new HashMap<>();
    private long scored;
    private long letters;
    private long duplicated;
    private long disordered;

    /** A prediction was read from {@code outputPartition}. */
    void predicted(int number, int outputPartition, Coordinates image) {
        scored++;
        if (seen.get(number)) {
            duplicated++;
            return;
        }
        seen.set(number);
        Long before = last.put(image.getPartition() + " to " + outputPartition, image.getOffset());
        disordered += before != null && before > image.getOffset() ? 1 : 0;
    }

    /** A dead letter was read. */
    void letter() {
        letters++;
    }

    /** Images with a prediction. */
    int answered() {
        return seen.cardinality();
    }

    long scored() {
        return scored;
    }

    long letters() {
        return letters;
    }

    long duplicated() {
        return duplicated;
    }

    long disordered() {
        return disordered;
    }
}
