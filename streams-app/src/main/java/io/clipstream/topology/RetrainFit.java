package io.clipstream.topology;

import io.clipstream.adapter.AdapterArtifact;
import io.clipstream.adapter.AdapterMethods;
import io.clipstream.adapter.Gate;
import io.clipstream.adapter.GateDecision;
import io.clipstream.adapter.InvalidAdapterException;
import io.clipstream.adapter.TrainingInput;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The outcome of one fit.
 *
 * @param artifact what was fitted; null where the fit failed
 * @param decision what the gate says of it
 * @param ended when the fit ended
 * @param millis how long fit and gate took, in milliseconds
 */
record RetrainFit(String method, AdapterArtifact artifact, GateDecision decision, Instant ended, long millis) {
    private static final Logger LOG = LoggerFactory.getLogger(RetrainFit.class);
    private static final Gate GATE = new Gate();

    /**
     * Fits and asks the gate; runs on any thread.
     *
     * @param champion for the gate; null where there is none that may be used
     * @param ownMethod the task's own method
     */
    static RetrainFit run(String method, TrainingInput input, AdapterArtifact champion, String ownMethod, Clock clock) {
        Instant started = clock.instant();
        AdapterArtifact artifact = null;
        GateDecision decision;
        try {
            artifact = AdapterMethods.named(method).fit(input);
            decision = GATE.decide(artifact, champion, input, ownMethod);
        } catch (InvalidAdapterException | RuntimeException e) {
            // These examples and this method do not go together: the champion stays, the promotion log says why, and
            // the
            // next change of the buffer tries again.
            LOG.warn("Fitting {} to {} examples failed", method, input.support().size(), e);
            decision = new GateDecision(false, "fit", "the fit failed: " + e.getMessage(), Map.of());
        }
        Instant ended = clock.instant();
        return new RetrainFit(
                method,
                artifact,
                decision,
                ended,
                Duration.between(started, ended).toMillis());
    }

    /** The same fit, refused by another rule than the gate's. */
    RetrainFit refused(String rule, String reason) {
        GateDecision refusal = new GateDecision(false, rule, reason, decision.figures());
        return new RetrainFit(method, artifact, refusal, ended, millis);
    }
}
