package io.clipstream.topology;

import io.clipstream.adapter.AdapterArtifact;
import io.clipstream.adapter.AdapterMethod;
import io.clipstream.adapter.AdapterMethods;
import io.clipstream.adapter.Gate;
import io.clipstream.adapter.GateDecision;
import io.clipstream.adapter.InstantMethod;
import io.clipstream.adapter.InstantSeries;
import io.clipstream.adapter.InvalidAdapterException;
import io.clipstream.adapter.OutOfFoldScores;
import io.clipstream.adapter.SelfKnowledge;
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
 * @param series the instant versions that may follow it; null where the method has none
 * @param decision what the gate says of it
 * @param knowledge what the version knows of itself, as far as there are labels for it
 * @param ended when the fit ended
 * @param millis how long fit and gate took, in milliseconds
 */
record RetrainFit(
        String method,
        AdapterArtifact artifact,
        InstantSeries series,
        GateDecision decision,
        SelfKnowledge knowledge,
        Instant ended,
        long millis) {
    static final Gate GATE = new Gate();
    private static final Logger LOG = LoggerFactory.getLogger(RetrainFit.class);

    /**
     * Fits and asks the gate; runs on any thread.
     *
     * @param champion for the gate; null where there is none that may be used
     * @param ownMethod the task's own method
     */
    static RetrainFit run(String method, RetrainInput input, AdapterArtifact champion, String ownMethod, Clock clock) {
        Instant started = clock.instant();
        AdapterArtifact artifact = null;
        InstantSeries series = null;
        float[] outOfFold = null;
        GateDecision decision;
        SelfKnowledge knowledge = SelfKnowledge.NONE;
        try {
            AdapterMethod fits = AdapterMethods.named(method);
            if (fits instanceof InstantMethod instant) {
                InstantMethod.Start start = instant.start(input.of(method));
                series = start.series();
                outOfFold = start.outOfFold();
                artifact = series.artifact();
            } else {
                artifact = fits.fit(input.of(method));
            }
            OutOfFoldScores folds = new OutOfFoldScores(input.of(method), method, outOfFold);
            decision = GATE.decide(artifact, champion, folds, ownMethod, input.heldOut());
            if (decision.promoted()) {
                knowledge = SelfKnowledge.of(artifact, folds, input.heldOut(), input.audit(), input.noveltyShare());
            }
        } catch (InvalidAdapterException | RuntimeException e) {
            // These examples and this method do not go together: the champion stays, the promotion log says why, and
            // the next change of the buffer tries again.
            LOG.warn("Fitting {} to {} examples failed", method, input.size(), e);
            decision = new GateDecision(false, "fit", "the fit failed: " + e.getMessage(), Map.of());
        }
        Instant ended = clock.instant();
        return new RetrainFit(
                method,
                artifact,
                series,
                decision,
                knowledge,
                ended,
                Duration.between(started, ended).toMillis());
    }

    /** The same fit, refused by another rule than the gate's. */
    RetrainFit refused(String rule, String reason) {
        GateDecision refusal = new GateDecision(false, rule, reason, decision.figures());
        return new RetrainFit(method, artifact, null, refusal, knowledge, ended, millis);
    }
}
