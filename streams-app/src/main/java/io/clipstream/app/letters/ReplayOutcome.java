package io.clipstream.app.letters;

/** What a replay did with one letter. */
public enum ReplayOutcome {
    /** Its record is on its topic again. */
    REPLAYED,
    /** A dry run: it would be replayed. */
    WOULD_REPLAY,
    /** Its record was replayed before. */
    ALREADY_REPLAYED,
    /** Its record was refused too often. */
    TOO_MANY_ATTEMPTS,
    /** Records of its topic are not replayed, or not like this. */
    NOT_REPLAYABLE,
    /** The letter, or the record that it leaves out, is no longer there. */
    GONE,
    /** Kafka did not take the record. */
    FAILED
}
