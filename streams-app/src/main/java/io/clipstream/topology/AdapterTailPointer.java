package io.clipstream.topology;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A pointer to a champion as it came, undecoded, and what is known of it; the tail's thread alone. */
final class AdapterTailPointer {
    private final ConsumerRecord<byte[], byte[]> record;
    private boolean refused;
    private SourcePosition refusedWith;

    AdapterTailPointer(ConsumerRecord<byte[], byte[]> record) {
        this.record = record;
    }

    ConsumerRecord<byte[], byte[]> record() {
        return record;
    }

    long offset() {
        return record.offset();
    }

    boolean isTombstone() {
        return record.value() == null;
    }

    /** It cannot be used with the weights at that place (null: with none there); false if that was known. */
    boolean refuse(SourcePosition weights) {
        boolean isNew = !refused;
        refused = true;
        refusedWith = weights;
        return isNew;
    }

    /** Whether it was refused with these very weights, so that trying again is of no use. */
    boolean isRefusedWith(SourcePosition weights) {
        return refused && java.util.Objects.equals(refusedWith, weights);
    }
}
