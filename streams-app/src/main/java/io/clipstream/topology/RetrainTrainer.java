package io.clipstream.topology;

import io.clipstream.adapter.AdapterArtifact;
import io.clipstream.adapter.Shot;
import io.clipstream.schemas.VersionEntry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Finds out what is due for a task, has it done off the stream thread, and publishes what is still current.
 *
 * <p>Training is level-triggered: due is whatever differs from what was last attempted, so a crash loses nothing. Each
 * correction has an instant version, where the method knows such; refits follow at the pace of {@link RetrainDue}, and
 * challengers at that of {@link RetrainChallenge}. Belongs to one stream thread; only the fits themselves run elsewhere.
 */
final class RetrainTrainer {
    /** Most tasks whose instant versions can go on at once: a learner keeps a megabyte or two for each. */
    private static final int MOST_SERIES = 64;

    private final RetrainState state;
    private final RetrainPublisher publisher;
    private final RetrainHeads heads;
    private final RetrainChallenge challenge;
    private final RetrainDemotion demotion;
    private final RetrainExecutors executors;
    private final RetrainConfig config;
    private final Clock clock;

    RetrainTrainer(
            RetrainState state,
            RetrainPublisher publisher,
            HeadSource heads,
            RetrainExecutors executors,
            RetrainConfig config,
            Clock clock) {
        this.state = state;
        this.publisher = publisher;
        this.heads = new RetrainHeads(state, publisher, heads, config, clock);
        this.challenge = new RetrainChallenge(state, publisher, executors.challengers(), config, clock);
        this.demotion = new RetrainDemotion(state, publisher);
        this.executors = executors;
        this.config = config;
        this.clock = clock;
    }

    /** One look at a task: publishes what is finished, starts what is due. Cheap while nothing has changed. */
    void advance(RetrainTask task) {
        if (task.job != null && task.job.isDone()) {
            finishRefit(task);
        }
        if (task.step != null && task.step.isDone()) {
            finishStep(task);
        }
        if (task.challenge != null && task.challenge.isDone() && challenge.finish(task)) {
            // The new champion's method leads from here on; what came meanwhile is still to be learned.
            task.dropWork();
            task.changed();
        }
        if (task.look && task.spec != null) {
            task.ready = heads.isThere(task);
            task.look = !task.ready && !heads.isRefused(task);
            if (task.ready) {
                task.count();
                demotion.replaceInadmissible(task);
            }
        }
        if (task.spec != null && task.ready && task.ledger.getPinned() == null) {
            follow(task);
            lead(task);
            challenge.advance(task);
        }
    }

    /** Leaves things as a person has put them until something new is known: what is known now counts as attempted. */
    void standStill(RetrainTask task) {
        task.dropWork();
        String method = task.leadingMethod();
        RetrainInput input = input(task, method);
        state.update(task, ledger -> ledger.setAttempted(input.digest(method))
                .setAttemptedExamples(input.size())
                .setAttemptedSample(input.sampleDigest())
                .setAttemptedSampleSize(task.sample().size())
                .setAttemptedSamplePeriod(task.sample().latestPeriod())
                .setBase(null));
        challenge.attempted(task, input);
        task.due().begun();
        task.look = true;
    }

    /** An audited image that nothing has learned yet: see {@link RetrainDemotion#audited}. */
    void audited(RetrainTask task, RetrainExample held) {
        demotion.audited(task, held);
    }

    private RetrainInput input(RetrainTask task, String method) {
        return RetrainInput.of(task, state.sample(task, method), config.seed());
    }

    /** Lets the next instant version take in the corrections that have come. */
    private void follow(RetrainTask task) {
        if (task.series == null || task.step != null || !task.stepWanted) {
            return;
        }
        task.stepWanted = false;
        List<Shot> pending = task.pending(task.series::saw);
        if (!pending.isEmpty()) {
            task.step = step(task.series, pending, null, null);
        }
    }

    private RetrainStep step(RetrainSeries series, List<Shot> shots, RetrainJob job, RetrainFit refit) {
        return new RetrainStep(series, shots, job, refit, series.step(shots, executors.instants(), clock));
    }

    /** Begins a refit where one is due. */
    private void lead(RetrainTask task) {
        if (task.job != null || (task.step != null && task.step.job() != null)) {
            return;
        }
        Instant now = clock.instant();
        String method = task.leadingMethod();
        RetrainDue due = task.due();
        boolean sampleDue = RetrainMethods.takesSample(method, task.spec.getOptions())
                && due.isSampleDue(
                        task.sample().size(),
                        task.ledger.getAttemptedSampleSize(),
                        task.sample().latestPeriod(),
                        task.ledger.getAttemptedSamplePeriod(),
                        now);
        boolean asked = task.series != null && task.step == null && task.series.isRefitDue();
        boolean shotsDue = due.isDue(task.shots, task.ledger.getAttemptedExamples(), task.series != null, asked, now);
        if (sampleDue || shotsDue || !task.admissible(task.champion())) {
            task.job = start(task, method, sampleDue);
            due.begun();
        }
    }

    private RetrainJob start(RetrainTask task, String method, boolean sampleDue) {
        RetrainInput input = input(task, method);
        AdapterArtifact champion = task.championForGate();
        // A champion that may not be used is replaced, even by a fit to what was fitted to before.
        String attempted = task.admissible(task.champion()) ? task.ledger.getAttempted() : "";
        String own = RetrainMethods.own(task.spec);
        AtomicBoolean givenUp = new AtomicBoolean();
        CompletableFuture<RetrainJob.Outcome> outcome = CompletableFuture.supplyAsync(
                () -> givenUp.get() || input.isAttempted(method, attempted, sampleDue)
                        ? new RetrainJob.Outcome(attempted, List.of())
                        : new RetrainJob.Outcome(
                                input.digest(method), List.of(RetrainFit.run(method, input, champion, own, clock))),
                executors.leading());
        return new RetrainJob(input, false, task.sample(), givenUp, outcome);
    }

    private void finishRefit(RetrainTask task) {
        RetrainJob job = task.job;
        task.job = null;
        task.look = true;
        RetrainJob.Outcome outcome = job.outcome();
        if (isStale(task, job.input()) || job.isOvertaken()) {
            task.due().atOnce();
            return;
        }
        if (outcome.fits().isEmpty()) {
            // The same was fitted before; a sample that is a little different still waits for its time.
            task.due().sampleStillChanged();
            return;
        }
        RetrainFit fit = publisher.fitting(task, job.input(), outcome.fits().get(0), "refit", null);
        task.due().ended(Duration.ofMillis(fit.millis()));
        RetrainSeries series =
                fit.decision().promoted() && fit.series() != null ? new RetrainSeries(job.input(), fit) : null;
        List<Shot> pending = series == null ? List.of() : task.pending(series::saw);
        if (pending.isEmpty()) {
            conclude(task, job, fit, series);
        } else {
            task.step = step(series, pending, job, fit);
        }
    }

    private boolean isStale(RetrainTask task, RetrainInput input) {
        return task.spec == null
                || !TaskRules.revision(task.spec).equals(input.training().head().revision());
    }

    /** Publishes a refit, or says why not; {@code series} is what follows it, null where nothing does. */
    private void conclude(RetrainTask task, RetrainJob job, RetrainFit fit, RetrainSeries series) {
        RetrainInput input = job.input();
        state.update(task, ledger -> ledger.setAttempted(job.outcome().digest())
                .setAttemptedExamples(input.size())
                .setAttemptedSample(input.sampleDigest())
                .setAttemptedSampleSize(job.sampled())
                .setAttemptedSamplePeriod(job.samplePeriod()));
        if (fit.decision().promoted()) {
            task.fresh().removeIf(job::saw);
            long version = publisher.promote(task, input, fit, "refit", null);
            state.update(task, ledger -> ledger.setBase(version));
            task.due().hold(false);
            adopt(task, series, version);
            return;
        }
        publisher.refuse(task, fit);
        if (fit.decision().rule().equals("same-method")) {
            // Worse than plain CLIP, and so are the versions of the same method that went before it.
            task.due().hold(true);
            VersionEntry champion = task.champion();
            if (task.admissible(champion) && champion.getMethod().equals(fit.method())) {
                demotion.rollBack(
                        task,
                        "rule:below-zero-shot",
                        fit.decision().reason(),
                        fit.decision().figures());
            }
        }
        demotion.replaceInadmissible(task);
    }

    private void adopt(RetrainTask task, RetrainSeries series, long version) {
        task.series = series;
        if (series == null) {
            return;
        }
        series.basedOn(version);
        task.stepWanted = true;
        List<RetrainTask> others = state.tasks().stream()
                .filter(other -> other != task && other.series != null)
                .toList();
        if (others.size() >= MOST_SERIES) {
            others.stream()
                    .min((one, other) -> one.series.usedAt().compareTo(other.series.usedAt()))
                    .ifPresent(longest -> longest.series = null);
        }
    }

    private void finishStep(RetrainTask task) {
        RetrainStep step = task.step;
        task.step = null;
        task.stepWanted = true;
        RetrainSeries.Step made = step.outcome();
        if (isStale(task, made.input()) || step.isOvertaken()) {
            task.due().atOnce();
            return;
        }
        if (step.job() != null) {
            conclude(task, step.job(), step.refit(), step.series());
        }
        if (task.series != step.series()) {
            return;
        }
        RetrainReplay replay = new RetrainReplay(task.series.base(), made.replay());
        RetrainFit fit = publisher.fitting(task, made.input(), made.fit(), "instant", replay);
        if (fit.decision().promoted()) {
            publisher.promote(task, made.input(), fit, "instant", replay);
            task.series.published(made);
        } else {
            publisher.refuse(task, fit);
            task.series = null;
            task.due().atOnce();
        }
    }
}
