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
 * @param duplicatedOutsideWindow those of them that no uncommitted window explains, see {@link DuplicateWindow}
 * @param disordered predictions that came before one of an earlier image of the same source partition
 * @param wrong predictions with another task or modelId than they must have, and dead letters of good images
 * @param wrongVersion predictions that are not what the version says that they name, or whose version was never published
 * @param staleVersion predictions by a version whose pointer is older than one already used for their source partition
 * @param versions versions published while images flowed
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
        long duplicatedOutsideWindow,
        long disordered,
        long wrong,
        long wrongVersion,
        long staleVersion,
        int versions,
        int faults,
        Map<String, Integer> byFault,
        int brokeDown,
        int killedOnStop,
        double seconds,
        double settleSeconds)
        implements Outcome {
    /** Whether the run kept what its guarantee promises; order and freshness are promised for exactly-once. */
    @Override
    public boolean kept() {
        boolean always = lost == 0 && wrong == 0 && wrongVersion == 0 && duplicatedOutsideWindow == 0;
        boolean exactly = duplicated == 0 && disordered == 0 && staleVersion == 0;
        return always && (exactly || !guarantee.equals("exactly-once"));
    }

    @Override
    public String text() {
        return String.format(
                "%s, %s protocol, seed %d: %d faults in %.0f s%n"
                        + "sent %d, received %d, dead letters %d%n"
                        + "lost %d, duplicated %d (%d outside the commit window), out of order %d%n"
                        + "wrong %d, wrong version %d, stale version %d, of %d versions%n"
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
                duplicatedOutsideWindow,
                disordered,
                wrong,
                wrongVersion,
                staleVersion,
                versions,
                brokeDown,
                killedOnStop,
                kept() ? "The guarantee held." : "THE GUARANTEE DID NOT HOLD.");
    }
}
