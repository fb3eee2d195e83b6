package io.clipstream.topology;

import io.clipstream.adapter.AdapterArtifact;
import io.clipstream.adapter.GateDecision;
import io.clipstream.adapter.InstantSeries;
import io.clipstream.adapter.SelfKnowledge;
import io.clipstream.adapter.Shot;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A fitted version and the instant ones that follow it; the handle belongs to the stream thread, and one step at a time runs
 * elsewhere.
 */
final class RetrainSeries {
    private static final Logger LOG = LoggerFactory.getLogger(RetrainSeries.class);

    private final String method;
    private final InstantSeries learner;
    private final SelfKnowledge knowledge;
    private final Set<String> seen;
    private final List<String> replayed = new ArrayList<>();
    private RetrainInput input;
    private long base;
    private Instant usedAt;

    /**
     * Versions that follow a fit.
     *
     * @param input what was fitted to
     */
    RetrainSeries(RetrainInput input, RetrainFit fit) {
        this.method = fit.method();
        this.learner = fit.series();
        // An instant version is known as well as the fit that it follows.
        this.knowledge = fit.knowledge();
        // The learner keeps what it needs of the sample; here it would only take room.
        this.input = input.withoutSample();
        this.seen = new HashSet<>(input.imageIds());
        this.usedAt = fit.ended();
    }

    /**
     * The next version.
     *
     * @param input all that it has learned from
     * @param replay how it is made from the fitted version; the number of that is not known before it is published
     */
    record Step(RetrainInput input, RetrainFit fit, List<String> replay) {}

    /** Lets the learner take in these shots, one after another. */
    CompletableFuture<Step> step(List<Shot> shots, Executor executor, Clock clock) {
        RetrainInput before = input;
        List<String> ids = new ArrayList<>(replayed);
        shots.forEach(shot -> ids.add(shot.id()));
        usedAt = clock.instant();
        return CompletableFuture.supplyAsync(() -> step(before, shots, ids, clock), executor);
    }

    private Step step(RetrainInput before, List<Shot> shots, List<String> ids, Clock clock) {
        Instant started = clock.instant();
        RetrainInput after = before;
        AdapterArtifact artifact = null;
        GateDecision decision;
        try {
            for (Shot shot : shots) {
                artifact = learner.add(shot);
            }
            after = before.plus(shots);
            decision = RetrainFit.GATE.instant(artifact, before.training().head(), after.size());
        } catch (RuntimeException e) {
            LOG.warn("An instant version of {} failed", method, e);
            decision = new GateDecision(false, "fit", "the instant version failed: " + e.getMessage(), Map.of());
        }
        Instant ended = clock.instant();
        long millis = Duration.between(started, ended).toMillis();
        return new Step(after, new RetrainFit(method, artifact, null, decision, knowledge, ended, millis), ids);
    }

    /** Notes that a step is published. */
    void published(Step step) {
        input = step.input();
        replayed.clear();
        replayed.addAll(step.replay());
        seen.addAll(step.replay());
    }

    /** Notes the number of the fitted version. */
    void basedOn(long version) {
        base = version;
    }

    long base() {
        return base;
    }

    /** Whether a published version of it has learned from this image. */
    boolean saw(String imageId) {
        return seen.contains(imageId);
    }

    /** Whether the learner asks for a refit on everything; only while no step is in work. */
    boolean isRefitDue() {
        return learner.refitDue();
    }

    /** When it last took something in. */
    Instant usedAt() {
        return usedAt;
    }
}
