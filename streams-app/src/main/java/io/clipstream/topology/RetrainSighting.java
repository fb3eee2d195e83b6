package io.clipstream.topology;

import io.clipstream.schemas.AdapterRecord;
import org.apache.kafka.streams.processor.api.Record;

/**
 * A record that the audit has read on the adapters topic, for retrain to know its own by.
 *
 * @param key as text
 * @param record its value; null for a tombstone, or where it cannot be read
 * @param refused whether the audit has written a dead letter of it
 * @param original as it came
 */
record RetrainSighting(
        String key, AdapterRecord record, boolean refused, Record<byte[], byte[]> original, long offset) {
    boolean isTombstone() {
        return original.value() == null;
    }
}
