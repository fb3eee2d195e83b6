package io.clipstream.topology;

import io.clipstream.adapter.ClassHead;
import io.clipstream.adapter.InvalidAdapterException;
import io.clipstream.adapter.UnlabelledSample;
import io.clipstream.adapter.ZeroShot;
import io.clipstream.schemas.AdapterVersion;
import io.clipstream.schemas.CorrectionKind;
import io.clipstream.schemas.Example;
import io.clipstream.schemas.LiveCorrection;
import io.clipstream.schemas.SampledFeature;
import io.clipstream.schemas.TaskLedger;
import io.clipstream.schemas.TaskSpec;
import io.clipstream.schemas.VersionEntry;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What would come of another specification of a task: the buffer that select would make of it, and the version that retrain
 * would serve after its first refit, by their own code. Changes nothing.
 *
 * <p>The buffer is worked out from what it holds now. What select keeps beside it is not seen: words that were outvoted, and
 * examples that had no place and would come up in that of others.
 */
public final class TaskRehearsal {
    private final SelectPolicy fallback;
    private final RetrainConfig config;

    /**
     * What the learning roles know of a task.
     *
     * @param champion the version in use
     * @param pinned whether a person fixed it
     * @param buffer its examples
     * @param sample its unlabelled images
     */
    public record Known(
            TaskSpec spec,
            AdapterVersion champion,
            boolean pinned,
            Collection<Example> buffer,
            Collection<SampledFeature> sample) {}

    /**
     * What would come of it.
     *
     * @param buffer examples by image id
     * @param version that would be served; the champion itself where nothing would be fitted
     * @param why the gate's sentence on the last fit; empty where there was none
     */
    public record Outcome(Map<String, Example> buffer, AdapterVersion version, String why) {}

    /**
     * Rehearses for a deployment.
     *
     * @param fallback the policy for tasks that name none
     * @param seed of everything random in a fit
     */
    public TaskRehearsal(SelectPolicy fallback, long seed) {
        this.fallback = fallback;
        RetrainConfig defaults = RetrainConfig.defaults();
        this.config = new RetrainConfig(
                defaults.keepVersions(),
                seed,
                defaults.punctuation(),
                defaults.pace(),
                defaults.retryAfter(),
                defaults.commandMemory(),
                defaults.libraries(),
                defaults.device());
    }

    /**
     * Rehearses; takes as long as the fit.
     *
     * @param head of {@code next}; that of the champion where they have one class list
     * @throws InvalidAdapterException if the champion is damaged, or the gate would refuse the head
     */
    public Outcome run(Known now, TaskSpec next, ClassHead head) throws InvalidAdapterException {
        Map<String, Example> buffer = buffer(next, now.buffer());
        RetrainTask task = task(next, head, buffer.values(), now.sample());
        AdapterVersion champion = now.champion();
        task.ledger = TaskLedger.newBuilder(task.ledger)
                .setNextVersion(champion.getVersion() + 1)
                .build();
        boolean newList = !champion.getClassListRevision().equals(head.revision());
        if (!newList && now.pinned()) {
            return new Outcome(buffer, champion, "");
        }
        AdapterVersion standing = newList ? zeroShot(task) : champion;
        stand(task, standing);
        String method = task.leadingMethod();
        RetrainInput input = input(task, method, now.sample());
        String attempted =
                newList ? RetrainInput.empty(head, next, config.seed()).digest(method) : attempted(now, head, standing);
        if (input.isAttempted(method, attempted, true)) {
            return new Outcome(buffer, standing, "");
        }
        RetrainFit fit =
                RetrainFit.run(method, input, task.championForGate(), RetrainMethods.own(next), Clock.systemUTC());
        AdapterVersion served = fit.decision().promoted() ? record(task, input, fit, "refit") : standing;
        return new Outcome(buffer, served, fit.decision().reason());
    }

    private AdapterVersion zeroShot(RetrainTask task) throws InvalidAdapterException {
        RetrainInput input = RetrainInput.empty(task.head, task.spec, config.seed());
        RetrainFit fit = RetrainFit.run(ZeroShot.NAME, input, null, RetrainMethods.own(task.spec), Clock.systemUTC());
        if (!fit.decision().promoted()) {
            throw new InvalidAdapterException(fit.decision().reason());
        }
        return record(task, input, fit, "zero-shot");
    }

    /** Digest of what the present champion's successor would be fitted to without a new specification. */
    private String attempted(Known now, ClassHead head, AdapterVersion champion) {
        RetrainTask before = task(now.spec(), head, now.buffer(), now.sample());
        stand(before, champion);
        String method = before.leadingMethod();
        return input(before, method, now.sample()).digest(method);
    }

    private static RetrainTask task(
            TaskSpec spec, ClassHead head, Collection<Example> buffer, Collection<SampledFeature> sample) {
        RetrainTask task = new RetrainTask(spec.getTask(), RetrainPace.defaults());
        task.spec = spec;
        task.head = head;
        for (Example example : buffer) {
            try {
                task.examples().put(example.getImageId(), RetrainExample.of(example));
            } catch (IllegalArgumentException e) {
                // Retrain refuses it, and has no example of this image.
                continue;
            }
        }
        sample.stream()
                .filter(feature -> RetrainSample.problem(feature).isEmpty())
                .forEach(task.sample()::put);
        return task;
    }

    /** Lets a version be the one in use. */
    private static void stand(RetrainTask task, AdapterVersion version) {
        task.versions()
                .put(
                        version.getVersion(),
                        VersionEntry.newBuilder()
                                .setTask(version.getTask())
                                .setVersion(version.getVersion())
                                .setMethod(version.getMethod())
                                .setModelId(version.getModelId())
                                .setRevision(version.getClassListRevision())
                                .setExamples(version.getLineage().getShots())
                                .setWithdrawn(false)
                                .build());
        task.ledger = TaskLedger.newBuilder(task.ledger)
                .setChampion(version.getVersion())
                .build();
    }

    private RetrainInput input(RetrainTask task, String method, Collection<SampledFeature> sampled) {
        if (!RetrainMethods.takesSample(method, task.spec.getOptions())) {
            return RetrainInput.of(task, UnlabelledSample.EMPTY, config.seed());
        }
        Map<String, SampledFeature> features = new HashMap<>();
        sampled.forEach(feature -> features.put(feature.getImageId(), feature));
        return RetrainInput.of(task, task.sample().drawn(task.head, features::get), config.seed());
    }

    private AdapterVersion record(RetrainTask task, RetrainInput input, RetrainFit fit, String trigger) {
        return KnowledgeRecords.with(
                AdapterRecords.version(
                        task.name(),
                        task.ledger.getNextVersion(),
                        fit.artifact(),
                        RetrainLineage.of(task, input, fit, trigger, null, config)),
                fit.knowledge());
    }

    private Map<String, Example> buffer(TaskSpec next, Collection<Example> now) {
        SelectBuffer select = new SelectBuffer(SelectRules.of(next, fallback));
        Map<String, Example> before = new HashMap<>();
        for (Example example : now) {
            before.put(example.getImageId(), example);
            select.add(word(example));
        }
        select.changes();
        Map<String, Example> after = new TreeMap<>();
        // Whose word it is and who agrees stays as it was: only the deciding words are in the buffer.
        select.content()
                .forEach((imageId, chosen) -> after.put(
                        imageId,
                        Example.newBuilder(before.get(imageId))
                                .setLabel(chosen.getLabel())
                                .setTrains(chosen.getTrains())
                                .build()));
        return after;
    }

    private static LiveCorrection word(Example example) {
        return new LiveCorrection(
                example.getTask(),
                example.getImageId(),
                example.getCorrectionId(),
                example.getLabel() == null ? CorrectionKind.NONE_OF_THESE : CorrectionKind.LABEL,
                example.getLabel(),
                example.getAnnotator(),
                example.getOrigin(),
                example.getCorrectedAt(),
                example.getFeature(),
                example.getModelId(),
                example.getZeroShotMargin(),
                example.getImage(),
                example.getSource(),
                example.getInclusionProbability(),
                example.getHeldOut(),
                example.getPredicted());
    }
}
