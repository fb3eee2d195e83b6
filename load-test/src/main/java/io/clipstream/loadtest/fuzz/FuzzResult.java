package io.clipstream.loadtest.fuzz;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;
import java.util.Map;

/**
 * What a fuzz run found.
 *
 * @param seed of the records
 * @param sent records that the brokers took
 * @param accounted of those, the ones with exactly one end: a prediction, a dead letter, or what they asked for
 * @param unaccounted the others without an end
 * @param duplicated records with more than one end
 * @param altered dead letters whose key or value is not the original's, though they do not say that it was left out
 * @param neighbours good images among them, of a task that nothing else touches
 * @param neighboursLost of those, the ones without a prediction
 * @param refusedByBroker records that the brokers did not take, as too large or without a key
 * @param letters dead letters by stage and reason
 * @param applied records with another end than a dead letter, by topic
 * @param roleFaults faults of stream threads
 * @param restarts whether a role had to be started again: 1 if one broke down
 * @param seconds from the first record to the last end
 * @param examples of what went wrong
 */
@JsonPropertyOrder({"seed", "sent", "accounted", "unaccounted", "duplicated", "altered"})
record FuzzResult(
        long seed,
        long sent,
        long accounted,
        long unaccounted,
        long duplicated,
        long altered,
        long neighbours,
        long neighboursLost,
        long refusedByBroker,
        Map<String, Long> letters,
        Map<String, Long> applied,
        long roleFaults,
        int restarts,
        double seconds,
        List<String> examples) {
    /** Whether everything is accounted for and nothing broke. */
    boolean kept() {
        return unaccounted == 0
                && duplicated == 0
                && altered == 0
                && neighboursLost == 0
                && roleFaults == 0
                && restarts == 0;
    }

    /** For a person. */
    String text() {
        StringBuilder text = new StringBuilder(String.format(
                "seed %d: sent %d in %.0f s, not taken by the brokers %d%n"
                        + "accounted %d, unaccounted %d, duplicated %d, altered %d%n"
                        + "good images among them %d, without prediction %d%n"
                        + "faults of roles %d, restarts %d%n",
                seed,
                sent,
                seconds,
                refusedByBroker,
                accounted,
                unaccounted,
                duplicated,
                altered,
                neighbours,
                neighboursLost,
                roleFaults,
                restarts));
        letters.forEach((reason, count) -> text.append(String.format("  %-28s %d%n", reason, count)));
        applied.forEach((topic, count) -> text.append(String.format("  taken in from %-14s %d%n", topic, count)));
        examples.forEach(example -> text.append(example).append(System.lineSeparator()));
        return text.append(kept() ? "Everything is accounted for." : "NOT EVERYTHING IS ACCOUNTED FOR.")
                .toString();
    }
}
