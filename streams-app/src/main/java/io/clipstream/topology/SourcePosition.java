package io.clipstream.topology;

import io.clipstream.schemas.Coordinates;
import java.time.Instant;

/**
 * The place of a record in Kafka.
 *
 * @param timestamp of the record in its topic, milliseconds since the epoch
 */
public record SourcePosition(String topic, int partition, long offset, long timestamp) {
    /** The same as a record's field. */
    public Coordinates toCoordinates() {
        return new Coordinates(topic, partition, offset, Instant.ofEpochMilli(timestamp));
    }

    /** From a record's field. */
    public static SourcePosition of(Coordinates c) {
        return new SourcePosition(
                c.getTopic(), c.getPartition(), c.getOffset(), c.getTimestamp().toEpochMilli());
    }
}
