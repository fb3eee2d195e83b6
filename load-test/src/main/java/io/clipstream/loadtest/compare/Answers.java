package io.clipstream.loadtest.compare;

import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Accounts for the numbered images of one turn; one thread. */
final class Answers {
    private final String prefix;
    private final long[] millis;
    private final long[] nanos;
    private final BitSet seen = new BitSet();
    private int repeated;

    /**
     * Of so many images, none of them answered.
     *
     * @param prefix what the ids of this turn begin with, before their number
     */
    Answers(String prefix, int images) {
        this.prefix = prefix;
        this.millis = new long[images];
        this.nanos = new long[images];
    }

    /** Id of an image. */
    String id(int number) {
        return prefix + number;
    }

    /** An answer was read just now; one that belongs to another turn is left alone. */
    void add(ConsumerRecord<byte[], byte[]> record) {
        String id = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
        if (!id.startsWith(prefix)) {
            return;
        }
        int number = Integer.parseInt(id.substring(prefix.length()));
        if (seen.get(number)) {
            repeated++;
            return;
        }
        seen.set(number);
        millis[number] = record.timestamp();
        nanos[number] = System.nanoTime();
    }

    int images() {
        return millis.length;
    }

    int answered() {
        return seen.cardinality();
    }

    boolean complete() {
        return answered() == images();
    }

    /** Whether that image has its answer. */
    boolean has(int number) {
        return seen.get(number);
    }

    /** When the answer was read, on this process's clock; only where there is one. */
    long readNanos(int number) {
        return nanos[number];
    }

    /** When the answers were written, by image; only when {@link #complete()}. */
    long[] writtenMillis() {
        return millis.clone();
    }

    /** What is wrong; empty if every image was answered once. */
    String problem() {
        if (!complete()) {
            return (images() - answered()) + " of " + images() + " images were not answered";
        }
        return repeated > 0 ? repeated + " answers came twice" : "";
    }
}
