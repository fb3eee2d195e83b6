package io.clipstream.loadtest.crash;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.Map;

/**
 * What a crash run found.
 *
 * @param guarantee exactly-once or at-least-once
 * @param protocol classic or streams
 * @param seed of the faults
 * @param sent images that the brokers took
 * @param received predictions read, repeated ones included
 * @param deadLetters dead letters of images read, repeated ones included
 * @param lost images with neither
 * @param duplicated predictions or dead letters of an image that had one already
 * @param disordered predictions that came before one of an earlier image of the same source partition
 * @param wrong predictions with another class, task or version than they must have, and dead letters of good images
 * @param faults faults done
 * @param byFault how often each
 * @param brokeDown times that an instance ended by itself and was started again
 * @param killedOnStop times that an instance did not end on TERM
 * @param seconds from the first fault to the last answer
 * @param settleSeconds from the last fault to the last answer
 */
@JsonPropertyOrder({"guarantee", "protocol", "seed", "sent", "received", "lost", "duplicated", "disordered", "faults"})
record CrashResult(
        String guarantee,
        String protocol,
        long seed,
        long sent,
        long received,
        long deadLetters,
        long lost,
        long duplicated,
        long disordered,
        long wrong,
        int faults,
        Map<String, Integer> byFault,
        int brokeDown,
        int killedOnStop,
        double seconds,
        double settleSeconds) {
    /** Whether the run kept what its guarantee promises. */
    boolean kept() {
        boolean nothingLost = lost == 0 && wrong == 0;
        return guarantee.equals("exactly-once") ? nothingLost && duplicated == 0 && disordered == 0 : nothingLost;
    }

    /** For a person. */
    String text() {
        return String.format(
                "%s, %s protocol, seed %d: %d faults in %.0f s%n"
                        + "sent %d, received %d, dead letters %d%n"
                        + "lost %d, duplicated %d, out of order %d, wrong %d%n"
                        + "instances that broke down %d, that did not end on TERM %d%n%s",
                guarantee,
                protocol,
                seed,
                faults,
                seconds,
                sent,
                received,
                deadLetters,
                lost,
                duplicated,
                disordered,
                wrong,
                brokeDown,
                killedOnStop,
                kept() ? "The guarantee held." : "THE GUARANTEE DID NOT HOLD.");
    }
}
