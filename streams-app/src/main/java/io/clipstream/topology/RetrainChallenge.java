package io.clipstream.topology;

import io.clipstream.adapter.AdapterArtifact;
import io.clipstream.adapter.Gate;
import io.clipstream.adapter.GateDecision;
import io.clipstream.adapter.UnlabelledSample;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Has a task's other methods fitted on a slower clock, and lets the best that wins at the gate lead; belongs to one stream
 * thread.
 *
 * <p>Due when the shots have grown by a quarter or a minute has passed, once no correction has come for a moment. Each fit
 * takes its turn with those of other tasks, and a task keeps the thread busy for no more than a share of its time.
 */
final class RetrainChallenge {
    private final RetrainState state;
    private final RetrainPublisher publisher;
    private final Executor executor;
    private final RetrainConfig config;
    private final Clock clock;

    RetrainChallenge(
            RetrainState state, RetrainPublisher publisher, Executor executor, RetrainConfig config, Clock clock) {
        this.state = state;
        this.publisher = publisher;
        this.executor = executor;
        this.config = config;
        this.clock = clock;
    }

    /** Begins a comparison if one is due. */
    void advance(RetrainTask task) {
        if (task.abandoned != null && task.abandoned.isDone()) {
            pause(task, task.abandoned.outcome());
            task.abandoned = null;
        }
        // One after another: else a task that is applied again and again would queue ever more of them.
        if (!task.challengeWanted
                || task.challenge != null
                || task.abandoned != null
                || task.unbiased < Gate.MINIMUM_UNBIASED) {
            return;
        }
        List<String> methods = task.challengers();
        if (!methods.isEmpty() && !clock.instant().isBefore(at(task))) {
            task.challengeWanted = false;
            task.challenge = start(task, methods);
        }
    }

    private Instant at(RetrainTask task) {
        RetrainPace pace = config.pace();
        boolean grown = task.shots >= task.ledger.getChallengedExamples() * (1 + pace.challengerGrowth());
        Instant at = later(
                task.challengeNotBefore,
                grown ? Instant.EPOCH : task.ledger.getChallengedAt().plus(pace.challengerInterval()));
        Instant quiet = task.due().changedAt().plus(pace.challengerDebounce());
        Instant patience = task.challengeWantedSince.plus(pace.challengerInterval());
        return later(at, quiet.isAfter(patience) ? patience : quiet);
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private RetrainJob start(RetrainTask task, List<String> methods) {
        // The task's own method may be among them, and look at the sample.
        UnlabelledSample sample = methods.stream()
                .map(method -> state.sample(task, method))
                .filter(found -> found.size() > 0)
                .findFirst()
                .orElse(UnlabelledSample.EMPTY);
        RetrainInput input = RetrainInput.of(task, sample, config.seed());
        AdapterArtifact champion = task.championForGate();
        String own = RetrainMethods.own(task.spec);
        String challenged = task.ledger.getChallenged();
        AtomicBoolean givenUp = new AtomicBoolean();
        CompletableFuture<RetrainJob.Outcome> outcome = CompletableFuture.supplyAsync(
                () -> new RetrainJob.Outcome(input.comparison(methods), List.of()), executor);
        for (String method : methods) {
            // One after another, each at the end of the queue: other tasks' fits come between them.
            outcome = outcome.thenApplyAsync(
                    before -> givenUp.get() || before.digest().equals(challenged)
                            ? before
                            : with(before, RetrainFit.run(method, input, champion, own, clock)),
                    executor);
        }
        return new RetrainJob(input, true, task.sample(), givenUp, outcome);
    }

    private static RetrainJob.Outcome with(RetrainJob.Outcome before, RetrainFit fit) {
        List<RetrainFit> fits = new ArrayList<>(before.fits());
        fits.add(fit);
        return new RetrainJob.Outcome(before.digest(), fits);
    }

    /** Says in the promotion log what came of a comparison that has ended; returns whether there is a new champion. */
    boolean finish(RetrainTask task) {
        RetrainJob job = task.challenge;
        task.challenge = null;
        RetrainJob.Outcome outcome = job.outcome();
        pause(task, outcome);
        if (task.spec == null
                || job.isOvertaken()
                || task.ledger.getPinned() != null
                || !TaskRules.revision(task.spec)
                        .equals(job.input().training().head().revision())) {
            task.wantChallenge(clock.instant());
            return false;
        }
        if (outcome.fits().isEmpty()) {
            return false;
        }
        List<RetrainFit> fits = outcome.fits().stream()
                .map(fit -> publisher.fitting(task, job.input(), fit, "challenger", null))
                .toList();
        attempted(task, outcome.digest(), job.input().size());
        RetrainFit best = fits.stream()
                .filter(fit -> fit.decision().promoted())
                .max(Comparator.comparingDouble(fit -> fit.decision().figures().getOrDefault("outOfFoldAccuracy", 0.0)))
                .orElse(null);
        for (RetrainFit fit : fits) {
            if (fit == best) {
                publisher.promote(task, job.input(), fit, "challenger", null);
            } else {
                publisher.refuse(task, fit.decision().promoted() ? beatenBy(best, fit) : fit);
            }
        }
        if (best != null) {
            // Now the methods are others, and all of them know this input.
            attempted(task, job.input());
        }
        return best != null;
    }

    /** What the thread was busy for counts against the task's share, whatever came of it. */
    private void pause(RetrainTask task, RetrainJob.Outcome outcome) {
        long took = outcome.fits().stream().mapToLong(RetrainFit::millis).sum();
        long pause = (long) (took * (1 / config.pace().challengerShare() - 1));
        task.challengeNotBefore = clock.instant().plus(Duration.ofMillis(pause));
    }

    /** Notes that the task's challengers, whichever they are now, know this input. */
    void attempted(RetrainTask task, RetrainInput input) {
        attempted(task, input.comparison(task.challengers()), input.size());
    }

    private void attempted(RetrainTask task, String digest, int examples) {
        state.update(task, ledger -> ledger.setChallenged(digest)
                .setChallengedAt(clock.instant())
                .setChallengedExamples(examples));
    }

    private static RetrainFit beatenBy(RetrainFit best, RetrainFit fit) {
        GateDecision passed = fit.decision();
        return fit.refused(passed.rule(), "challenger " + best.method() + " was better still; " + passed.reason());
    }
}
