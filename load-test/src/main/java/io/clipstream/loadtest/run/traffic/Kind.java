package io.clipstream.loadtest.run.traffic;

import java.util.Locale;

/** What a record is, and how it has to end. */
public enum Kind {
    /** An image that was not sent before: a prediction. */
    IMAGE(null),
    /** An earlier image again, same id, same bytes: a prediction of its own. */
    DUPLICATE(null),
    /** An image event whose bytes are no image: a dead letter. */
    UNDECODABLE("UNREADABLE_IMAGE"),
    /** Bytes that are no image event: a dead letter. */
    BROKEN_AVRO("UNDECODABLE");

    private final String reason;

    Kind(String reason) {
        this.reason = reason;
    }

    /** Reason of the dead letter that it must become; null where it must be predicted. */
    public String reason() {
        return reason;
    }

    public boolean isGarbage() {
        return reason != null;
    }

    /** Name for people. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
