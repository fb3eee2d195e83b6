package io.clipstream.app.run;

import java.util.Locale;

/** A part of the work that a process can take on; each is a Kafka Streams application of its own. */
public enum Role {
    /** Scores images. */
    SCORE,
    /** Joins corrections with predictions and keeps the few-shot buffer. */
    COLLECT,
    /** Fits adapter versions and decides which is used. */
    RETRAIN;

    /** Name in application ids, metrics and on the command line. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
