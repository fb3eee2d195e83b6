package io.clipstream.topology;

import io.clipstream.adapter.AdapterArtifact;
import io.clipstream.adapter.ClassHead;
import io.clipstream.adapter.Gate;
import io.clipstream.adapter.GateDecision;
import io.clipstream.adapter.ZeroShot;
import io.clipstream.schemas.PromotionOutcome;
import io.clipstream.schemas.TaskSpec;
import io.clipstream.schemas.VersionEntry;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out what is due for a task, has it done off the stream thread, and publishes what is still current.
 *
 * <p>Training is level-triggered: due is whatever differs from what was last attempted, so a crash loses nothing. Belongs to
 * one stream thread; only the fits themselves run elsewhere.
 */
final class RetrainTrainer {
    private static final Logger LOG = LoggerFactory.getLogger(RetrainTrainer.class);

    private final RetrainState state;
    private final RetrainPublisher publisher;
    private final HeadSource heads;
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
        this.heads = heads;
        this.executors = executors;
        this.config = config;
        this.clock = clock;
    }

    /** One look at a task: publishes what is finished, starts what is due. Cheap while nothing has changed. */
    void advance(RetrainTask task) {
        if (task.headInWork != null && task.headInWork.isDone()) {
            finishHead(task);
        }
        if (task.job != null && task.job.isDone()) {
            RetrainJob job = task.job;
            task.job = null;
            finishFits(task, job);
        }
        if (task.challenge != null && task.challenge.isDone()) {
            RetrainJob challenge = task.challenge;
            task.challenge = null;
            finishFits(task, challenge);
        }
        if (task.spec == null || task.headInWork != null) {
            return;
        }
        if (task.look) {
            if (task.job == null) {
                look(task);
            }
        } else if (task.challengeAt != null
                && task.challenge == null
                && !clock.instant().isBefore(task.challengeAt)) {
            task.challengeAt = null;
            task.challenge = start(task, RetrainInput.of(task, config.seed()), task.challengers(), true);
        }
    }

    /** Leaves things as a person has put them until something new is known: what is known now counts as attempted. */
    void standStill(RetrainTask task) {
        task.dropWork();
        attempted(task, RetrainInput.of(task, config.seed()));
    }

    /** Notes that all methods, with the present champion's in the lead, know this input. */
    private void attempted(RetrainTask task, RetrainInput input) {
        state.update(task, ledger -> ledger.setAttempted(input.digest(List.of(task.leadingMethod())))
                .setChallenged(input.digest(task.challengers()))
                .setChallengedAt(clock.instant())
                .setChallengedExamples(input.size()));
        task.look = true;
    }

    private void look(RetrainTask task) {
        if (task.needsHead(heads.modelId())) {
            TaskSpec spec = task.spec;
            if (TaskRules.revision(spec).equals(task.refusedRevision)) {
                task.look = false;
            } else if (!clock.instant().isBefore(task.headNotBefore)) {
                task.headInWork = heads.head(spec);
            }
            return;
        }
        task.look = false;
        task.challengeAt = null;
        if (task.ledger.getPinned() != null) {
            return;
        }
        RetrainInput input = RetrainInput.of(task, config.seed());
        List<String> leading = List.of(task.leadingMethod());
        if (!input.digest(leading).equals(task.ledger.getAttempted()) || !task.admissible(task.champion())) {
            task.job = start(task, input, leading, false);
        } else if (task.challenge == null) {
            task.challengeAt = challengeAt(task, input);
        }
    }

    private Instant challengeAt(RetrainTask task, RetrainInput input) {
        List<String> challengers = task.challengers();
        if (challengers.isEmpty()
                || input.audited() < Gate.MINIMUM_EXAMPLES
                || input.digest(challengers).equals(task.ledger.getChallenged())) {
            return null;
        }
        boolean grown = input.size() >= task.ledger.getChallengedExamples() * (1 + config.challengerGrowth());
        return grown ? clock.instant() : task.ledger.getChallengedAt().plus(config.challengerInterval());
    }

    private RetrainJob start(RetrainTask task, RetrainInput input, List<String> methods, boolean challengers) {
        AdapterArtifact champion = task.championForGate();
        String own = task.spec.getMethod();
        CompletableFuture<List<RetrainFit>> fits = CompletableFuture.supplyAsync(
                () -> methods.stream()
                        .map(method -> RetrainFit.run(method, input.training(), champion, own, clock))
                        .toList(),
                challengers ? executors.challengers() : executors.leading());
        return new RetrainJob(input, input.digest(methods), challengers, fits);
    }

    private void finishHead(RetrainTask task) {
        CompletableFuture<ClassHead> computed = task.headInWork;
        task.headInWork = null;
        task.look = true;
        ClassHead head;
        try {
            head = computed.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof UnusableHeadException unusable) {
                unusable(task, unusable.getMessage());
                return;
            }
            LOG.error("The head of task {} could not be computed, trying again", task.name(), e.getCause());
            task.headNotBefore = clock.instant().plus(config.retryAfter());
            return;
        }
        if (task.spec == null || !head.revision().equals(TaskRules.revision(task.spec))) {
            return;
        }
        RetrainInput input = RetrainInput.empty(head, task.spec, config.seed());
        RetrainFit computedFit = RetrainFit.run(ZeroShot.NAME, input.training(), null, task.spec.getMethod(), clock);
        RetrainFit fit = publisher.fitting(task, input, computedFit, "zero-shot");
        if (fit.decision().promoted()) {
            publisher.zeroShot(task, head, fit);
            return;
        }
        refuseHead(task, fit, head.revision(), input.digest(List.of(ZeroShot.NAME)));
    }

    private void unusable(RetrainTask task, String why) {
        if (task.spec != null) {
            String revision = TaskRules.revision(task.spec);
            GateDecision decision = new GateDecision(false, "head", why, Map.of());
            RetrainFit fit = new RetrainFit(ZeroShot.NAME, null, decision, clock.instant(), 0);
            refuseHead(task, fit, revision, "unusable/" + revision);
        }
    }

    /** The same head would be refused again: it is said once, after a restart too, and waits for another class list. */
    private void refuseHead(RetrainTask task, RetrainFit fit, String revision, String attempted) {
        task.refusedRevision = revision;
        LOG.warn(
                "The head of task {} was refused: {}",
                task.name(),
                fit.decision().reason());
        if (!attempted.equals(task.ledger.getAttempted())) {
            publisher.refuse(task, fit);
            state.update(task, ledger -> ledger.setAttempted(attempted));
        }
    }

    private void finishFits(RetrainTask task, RetrainJob job) {
        task.look = true;
        if (task.spec == null
                || job.isOvertaken()
                || !TaskRules.revision(task.spec)
                        .equals(job.input().training().head().revision())) {
            return;
        }
        String trigger = job.challengers() ? "challenger" : "refit";
        List<RetrainFit> fits = job.fits().stream()
                .map(fit -> publisher.fitting(task, job.input(), fit, trigger))
                .toList();
        if (job.challengers()) {
            state.update(task, ledger -> ledger.setChallenged(job.digest())
                    .setChallengedAt(clock.instant())
                    .setChallengedExamples(job.input().size()));
        } else {
            state.update(task, ledger -> ledger.setAttempted(job.digest()));
        }
        RetrainFit best = fits.stream()
                .filter(fit -> fit.decision().promoted())
                .max(Comparator.comparingDouble(fit -> fit.decision().figures().getOrDefault("outOfFoldAccuracy", 0.0)))
                .orElse(null);
        for (RetrainFit fit : fits) {
            if (fit == best) {
                publisher.promote(task, job.input(), fit, trigger);
            } else {
                publisher.refuse(task, fit.decision().promoted() ? beatenBy(best, fit) : fit);
            }
        }
        if (best != null && job.challengers()) {
            // The new champion's method leads from here on, and was just fitted to this input.
            task.dropWork();
            attempted(task, job.input());
        }
        replaceInadmissible(task);
    }

    /** After a refusal the champion may be one that has seen withdrawn data: the best that has not takes its place. */
    private void replaceInadmissible(RetrainTask task) {
        if (task.admissible(task.champion())) {
            return;
        }
        VersionEntry best = task.bestAdmissible()
                .orElseThrow(() -> new IllegalStateException(
                        "task " + task.name() + " has a head and no zero-shot version of its class list"));
        publisher.log(
                task,
                best.getVersion(),
                task.ledger.getChampion(),
                best.getMethod(),
                PromotionOutcome.PROMOTED,
                "rule:inadmissible-champion",
                "the champion has seen images that were withdrawn, and its refit was refused");
        publisher.point(task, best.getVersion(), "rule:inadmissible-champion");
    }

    private static RetrainFit beatenBy(RetrainFit best, RetrainFit fit) {
        GateDecision passed = fit.decision();
        return fit.refused(passed.rule(), "challenger " + best.method() + " was better still; " + passed.reason());
    }
}
