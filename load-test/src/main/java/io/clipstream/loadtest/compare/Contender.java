package io.clipstream.loadtest.compare;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Who takes a turn in a round. */
enum Contender {
    /** The score role, at-least-once. */
    CLIPSTREAM("clipstream", "Clipstream", false),
    /** The score role, exactly-once. */
    EXACTLY_ONCE("clipstreamExactlyOnce", "Clipstream, exactly-once", false),
    /** The same encoder, called for each record inside Kafka Streams. */
    ONE_AT_A_TIME("oneAtATime", "one record at a time in process()", true),
    /** A consumer in Python. */
    PYTHON("python", "Python consumer", true),
    /** Decoding and encoding alone; no Kafka. */
    LIMIT("limit", "decoding and encoding alone", true);

    private final String id;
    private final String title;
    private final boolean plain;

    Contender(String id, String title, boolean plain) {
        this.id = id;
        this.title = title;
        this.plain = plain;
    }

    /** Its name in options and results. */
    String id() {
        return id;
    }

    /** Its name for people. */
    String title() {
        return title;
    }

    /** Whether images come to it as they are, instead of as Clipstream's events. */
    boolean isPlain() {
        return plain;
    }

    /** Whether it reads from Kafka. */
    boolean streams() {
        return this != LIMIT;
    }

    /** Its name in {@code ratios}. */
    String ratio() {
        return this == EXACTLY_ONCE ? "exactlyOnce" : id;
    }

    /**
     * The contender of a name.
     *
     * @throws IllegalArgumentException naming those there are
     */
    static Contender of(String id) {
        List<Contender> all = List.of(values());
        return all.stream()
                .filter(contender -> contender.id.equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("--only names '" + id + "', expected some of "
                        + Arrays.stream(values()).map(Contender::id).collect(Collectors.joining(", "))));
    }
}
