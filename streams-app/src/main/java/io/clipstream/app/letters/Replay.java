package io.clipstream.app.letters;

import io.clipstream.topology.SourcePosition;

/**
 * A replay that was committed.
 *
 * @param letter the letter that was replayed
 * @param at when, in milliseconds since the epoch
 * @param topic where the record is now
 * @param partition where the record is now
 * @param offset where the record is now
 * @param next the letter that it became since; null while it is none
 */
public record Replay(LetterId letter, long at, String topic, int partition, long offset, LetterId next) {
    /** Whether {@code source} is the record that this replay wrote. */
    boolean wrote(SourcePosition source) {
        return partition == source.partition() && offset == source.offset() && topic.equals(source.topic());
    }

    /** The same, refused again. */
    Replay refused(LetterId later) {
        return new Replay(letter, at, topic, partition, offset, later);
    }

    /** Where the record is now, as topic/partition/offset. */
    public String target() {
        return topic + "/" + partition + "/" + offset;
    }
}
