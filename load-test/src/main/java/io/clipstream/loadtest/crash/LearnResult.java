package io.clipstream.loadtest.crash;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.Map;

/**
 * What a crash run of the collect and retrain roles found.
 *
 * @param guarantee always exactly-once: these roles know no other
 * @param protocol classic or streams
 * @param seed of the faults and of the corrections
 * @param sent corrections that the brokers took, repeated ones included
 * @param received examples in the buffer at the end, and dead letters
 * @param lost examples and dead letters that had to be there and are not
 * @param duplicated examples that should not be there, and dead letters beyond the first of a correction
 * @param disordered versions and pointers that came out of turn
 * @param different examples and dead letters that say something else than they must
 * @param championsBehind tasks whose version in use was not fitted to the final buffer and feature sample
 * @param differentFromCalm examples, sampled features and versions in use that differ from those of a run without faults
 * @param dangling pointers at versions that were not there
 * @param promotionFaults promotions said twice or not at all
 * @param versions versions published
 * @param faults faults done
 * @param byFault how often each
 * @param brokeDown times that an instance ended by itself and was started again
 * @param killedOnStop times that an instance did not end on TERM
 * @param seconds from the first fault until buffer and versions were right
 * @param settleSeconds from the last fault until then
 */
@JsonPropertyOrder({"guarantee", "protocol", "seed", "sent", "received", "lost", "duplicated", "disordered", "faults"})
record LearnResult(
        String guarantee,
        String protocol,
        long seed,
        long sent,
        long received,
        long lost,
        long duplicated,
        long disordered,
        long different,
        long championsBehind,
        long differentFromCalm,
        long dangling,
        long promotionFaults,
        long versions,
        int faults,
        Map<String, Integer> byFault,
        int brokeDown,
        int killedOnStop,
        double seconds,
        double settleSeconds)
        implements Outcome {
    @Override
    public boolean kept() {
        return lost == 0
                && duplicated == 0
                && disordered == 0
                && different == 0
                && championsBehind == 0
                && differentFromCalm == 0
                && dangling == 0
                && promotionFaults == 0;
    }

    @Override
    public String text() {
        return String.format(
                "%s, %s protocol, seed %d: %d faults in %.0f s%n"
                        + "corrections %d; examples and dead letters %d: lost %d, too many %d, different %d%n"
                        + "versions %d: out of turn %d, dangling pointers %d, promotions wrongly said %d%n"
                        + "versions in use behind the buffer %d; differences from a run without faults %d%n"
                        + "instances that broke down %d, that did not end on TERM %d%n%s",
                guarantee,
                protocol,
                seed,
                faults,
                seconds,
                sent,
                received,
                lost,
                duplicated,
                different,
                versions,
                disordered,
                dangling,
                promotionFaults,
                championsBehind,
                differentFromCalm,
                brokeDown,
                killedOnStop,
                kept() ? "The guarantee held." : "THE GUARANTEE DID NOT HOLD.");
    }
}
