package io.clipstream.loadtest.backlog;

import io.clipstream.schemas.Coordinates;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/** Accounts for numbered images; one thread. */
public final class BacklogLedger {
    private final BitSet seen = new BitSet();
    private final Map<String, Long> last = new HashMap<>();
    private long scored;
    private long letters;
    private long duplicated;
    private long disordered;

    /** A prediction was read from {@code outputPartition}. */
    public void predicted(int number, int outputPartition, Coordinates image) {
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
    public void letter() {
        letters++;
    }

    /** Images with a prediction. */
    public int answered() {
        return seen.cardinality();
    }

    public long scored() {
        return scored;
    }

    public long letters() {
        return letters;
    }

    public long duplicated() {
        return duplicated;
    }

    public long disordered() {
        return disordered;
    }
}
