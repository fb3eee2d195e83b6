package io.clipstream.app.client;

import io.clipstream.adapter.ClassHead;
import io.clipstream.adapter.InvalidAdapterException;
import io.clipstream.app.config.LearnSettings;
import io.clipstream.schemas.AdapterVersion;
import io.clipstream.schemas.Example;
import io.clipstream.schemas.SampledFeature;
import io.clipstream.schemas.TaskSpec;
import io.clipstream.topology.AdapterRecords;
import io.clipstream.topology.HeadSource;
import io.clipstream.topology.TaskKeys;
import io.clipstream.topology.TaskRehearsal;
import io.clipstream.topology.TaskRules;
import io.clipstream.topology.UnusableHeadException;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.Predicate;

/** Works out what applying a task would change, from what the topics hold; writes nothing. */
public final class TaskPreviews {
    private final Deployment deployment;
    private final Heads heads;

    /** Gives the head of a class list that the version in use does not speak about: that takes a model. */
    public interface Heads {
        /** The head, computed with the backbone of that fingerprint. */
        ClassHead head(TaskSpec spec, String modelId);
    }

    public TaskPreviews(Deployment deployment, Heads heads) {
        this.deployment = deployment;
        this.heads = heads;
    }

    /**
     * The head of a specification, from a source that is at hand.
     *
     * @throws RefusedException if the source is of another backbone, or the texts make no head
     */
    public static ClassHead head(HeadSource source, TaskSpec spec, String modelId) {
        if (!source.modelId().equals(modelId)) {
            throw new RefusedException(
                    "the version in use of task '" + spec.getTask() + "' speaks of backbone " + modelId
                            + ", the checkpoint at hand is " + source.modelId()
                            + ": give the one that the roles run with (--model), or look again once they run with this"
                            + " one");
        }
        try {
            return source.head(spec).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof UnusableHeadException unusable) {
                throw refused(spec, unusable);
            }
            throw e;
        }
    }

    /**
     * Works it out.
     *
     * @param images how many recent images to look at, at most
     * @return empty if the task is new: it has predicted no image
     * @throws RefusedException if applying it would be refused
     */
    public Optional<TaskPreview> of(TaskSpec next, int images) {
        TaskRehearsal.Known now = known(next.getTask());
        if (now.spec() == null || now.champion() == null) {
            return Optional.empty();
        }
        LearnSettings learn = deployment.config().learn();
        AdapterVersion champion = now.champion();
        try {
            ClassHead head = champion.getClassListRevision().equals(TaskRules.revision(next))
                    ? AdapterRecords.head(champion)
                    : heads.head(next, champion.getModelId());
            TaskRehearsal.Outcome outcome = new TaskRehearsal(learn.bufferPolicy(), learn.seed()).run(now, next, head);
            return Optional.of(TaskPreview.of(
                    now,
                    next,
                    outcome,
                    RecentFeatures.read(deployment, next.getTask(), champion.getModelId(), images)));
        } catch (InvalidAdapterException e) {
            throw refused(next, e);
        }
    }

    private static RefusedException refused(TaskSpec spec, Exception why) {
        return new RefusedException(
                "task '" + spec.getTask() + "' would be refused, or cannot be tried: " + why.getMessage(), why);
    }

    private TaskRehearsal.Known known(String task) {
        TaskSpec spec = CompactedTopic.read(deployment, deployment.topics().tasks(), task::equals)
                .get(task);
        AdapterVersion champion =
                AdapterCatalogue.read(deployment).championVersion(task).orElse(null);
        Predicate<String> ofTask = key -> TaskKeys.taskOf(key).equals(task);
        Collection<Example> buffer = CompactedTopic.read(
                        deployment, deployment.topics().fewShotBuffer(), ofTask)
                .values();
        Collection<SampledFeature> sample = CompactedTopic.read(
                        deployment, deployment.topics().featureSample(), ofTask)
                .values();
        return new TaskRehearsal.Known(
                spec, champion, PromotionLog.read(deployment, task).isPinned(), buffer, sample);
    }
}
