package io.clipstream.topology;

import java.util.OptionalInt;

/** Says how many partitions a topic has, which may differ from what is configured; safe for use by many threads. */
public interface PartitionCounts {
    /** Cannot say. */
    PartitionCounts UNKNOWN = (topic, now) -> OptionalInt.empty();

    /**
     * Partitions of the topic as it is; empty where that cannot be found out.
     *
     * @param now whether the brokers are to be asked; otherwise what they said last will do
     */
    OptionalInt of(String topic, boolean now);
}
