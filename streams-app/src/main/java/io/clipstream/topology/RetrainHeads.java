package io.clipstream.topology;

import io.clipstream.adapter.ClassHead;
import io.clipstream.adapter.GateDecision;
import io.clipstream.adapter.SelfKnowledge;
import io.clipstream.adapter.ZeroShot;
import io.clipstream.schemas.TaskSpec;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has the heads of class lists computed, and publishes each as the first version of its list; belongs to one stream thread. */
final class RetrainHeads {
    private static final Logger LOG = LoggerFactory.getLogger(RetrainHeads.class);

    private final RetrainState state;
    private final RetrainPublisher publisher;
    private final RetrainSides sides;
    private final HeadSource heads;
    private final RetrainConfig config;
    private final Clock clock;

    RetrainHeads(RetrainState state, RetrainPublisher publisher, HeadSource heads, RetrainConfig config, Clock clock) {
        this.state = state;
        this.publisher = publisher;
        this.sides = new RetrainSides(state, publisher);
        this.heads = heads;
        this.config = config;
        this.clock = clock;
    }

    /** Whether the task has the head that its specification asks for; has it computed where not. */
    boolean isThere(RetrainTask task) {
        if (task.headInWork != null && task.headInWork.isDone()) {
            finish(task);
        }
        if (task.headInWork != null) {
            return false;
        }
        if (!task.needsHead(heads.modelId())) {
            return true;
        }
        TaskSpec spec = task.spec;
        if (!isRefused(task) && !clock.instant().isBefore(task.headNotBefore)) {
            task.headInWork = heads.head(spec);
        }
        return false;
    }

    /** Whether the head that the specification asks for was refused: it waits for another. */
    boolean isRefused(RetrainTask task) {
        return task.refusedRevision != null && task.refusedRevision.equals(TaskRules.revision(task.spec));
    }

    private void finish(RetrainTask task) {
        CompletableFuture<ClassHead> computed = task.headInWork;
        task.headInWork = null;
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
        RetrainFit computedFit = RetrainFit.run(ZeroShot.NAME, input, null, RetrainMethods.own(task.spec), clock);
        RetrainFit fit = publisher.fitting(task, input, computedFit, "zero-shot", null);
        if (fit.decision().promoted()) {
            task.dropWork();
            sides.keep(task, head);
            publisher.zeroShot(task, head, fit);
            sides.comeBack(task);
            task.changed();
            return;
        }
        refuse(task, fit, head.revision(), input.digest(ZeroShot.NAME));
    }

    private void unusable(RetrainTask task, String why) {
        if (task.spec != null) {
            String revision = TaskRules.revision(task.spec);
            GateDecision decision = new GateDecision(false, "head", why, Map.of());
            RetrainFit fit =
                    new RetrainFit(ZeroShot.NAME, null, null, decision, SelfKnowledge.NONE, clock.instant(), 0);
            refuse(task, fit, revision, "unusable/" + revision);
        }
    }

    /** The same head would be refused again: it is said once, after a restart too, and waits for another class list. */
    private void refuse(RetrainTask task, RetrainFit fit, String revision, String attempted) {
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
}
