package io.clipstream.topology;

import io.clipstream.adapter.ClassHead;
import io.clipstream.schemas.AdapterRecord;
import io.clipstream.schemas.AdapterVersion;
import io.clipstream.schemas.ChampionPointer;
import io.clipstream.schemas.Lineage;
import io.clipstream.schemas.PromotionOutcome;
import io.clipstream.schemas.ScoringLimits;
import io.clipstream.schemas.SideChampion;
import io.clipstream.schemas.VersionEntry;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Writes versions, pointers and the promotion log: weights before their pointer, the pointer before what it displaces.
 * Belongs to one stream thread.
 */
final class RetrainPublisher {
    private final ProcessorContext<Object, Object> context;
    private final RetrainState state;
    private final RetrainWritten written;
    private final RetrainLog log;
    private final RetrainRetention retention;
    private final RetrainConfig config;
    private final int maxVersionBytes;
    private final Clock clock;

    RetrainPublisher(
            ProcessorContext<Object, Object> context,
            RetrainState state,
            RetrainWritten written,
            RetrainConfig config,
            int maxVersionBytes,
            Clock clock) {
        this.context = context;
        this.state = state;
        this.written = written;
        this.log = new RetrainLog(context, clock);
        this.retention = new RetrainRetention(config.keepVersions());
        this.config = config;
        this.maxVersionBytes = maxVersionBytes;
        this.clock = clock;
    }

    /** The promotion log. */
    RetrainLog log() {
        return log;
    }

    /** Publishes the zero-shot head of a new class list, which is in use at once: the old versions speak of another. */
    void zeroShot(RetrainTask task, ClassHead head, RetrainFit fit) {
        RetrainInput input = RetrainInput.empty(head, task.spec, config.seed());
        String attempted = input.digest(RetrainMethods.own(task.spec));
        Long previous = task.ledger.getChampion();
        if (task.ledger.getPinned() != null) {
            log.line(
                    task,
                    previous,
                    previous,
                    "",
                    PromotionOutcome.UNPINNED,
                    "rule:class-list",
                    "the class list changed");
        }
        AdapterVersion version = version(task, input, fit, "zero-shot", null);
        state.put(task, head, version);
        state.update(task, ledger -> ledger.setRevision(head.revision())
                .setZeroShot(version.getVersion())
                .setPinned(null)
                .setAttempted(attempted)
                .setAttemptedExamples(0)
                .setAttemptedSample("")
                .setAttemptedSampleSize(0)
                .setAttemptedSamplePeriod(Long.MIN_VALUE)
                .setBase(null)
                .setPrequential(ByteBuffer.allocate(0))
                .setChallenged(""));
        point(task, version.getVersion(), "rule:zero-shot");
        log.promotion(task, version.getVersion(), previous, fit, PromotionOutcome.PROMOTED, "rule:zero-shot");
        prune(task);
    }

    /** The fit, refused if the adapters topic would not take its version. */
    RetrainFit fitting(RetrainTask task, RetrainInput input, RetrainFit fit, String trigger, RetrainReplay replay) {
        if (!fit.decision().promoted()) {
            return fit;
        }
        AdapterVersion version = record(task, input, fit, trigger, replay);
        int bytes = Math.max(
                AdapterRecords.bytes(new AdapterRecord(version)),
                AdapterRecords.bytes(RetrainEntries.of(task, fit, version.getVersion(), input, replay)));
        return bytes <= maxVersionBytes
                ? fit
                : fit.refused(
                        "size",
                        "the version has " + bytes + " bytes, at most " + maxVersionBytes
                                + " go into the adapters topic: raise topics.max.record.bytes, or name fewer classes"
                                + " or examples");
    }

    /**
     * Publishes a version and puts it in use.
     *
     * @param replay of an instant version; null for a fitted one
     * @return its number
     */
    long promote(RetrainTask task, RetrainInput input, RetrainFit fit, String trigger, RetrainReplay replay) {
        Long previous = task.ledger.getChampion();
        long version = version(task, input, fit, trigger, replay).getVersion();
        String by = "gate:" + fit.decision().rule();
        point(task, version, by);
        log.promotion(task, version, previous, fit, PromotionOutcome.PROMOTED, by);
        prune(task);
        return version;
    }

    /** Puts the class list's zero-shot head back in the place of versions that were found worse. */
    void rollBack(RetrainTask task, String by, String reason, Map<String, Double> figures) {
        long zeroShot = task.ledger.getZeroShot();
        log.rolledBack(task, zeroShot, by, reason, figures);
        point(task, zeroShot, by);
    }

    void refuse(RetrainTask task, RetrainFit fit) {
        String by = "gate:" + fit.decision().rule();
        log.promotion(task, null, task.ledger.getChampion(), fit, PromotionOutcome.REFUSED, by);
    }

    /** What is wrong with the size of a version from elsewhere; empty if the adapters topic takes it. */
    Optional<String> sizeProblem(RetrainTask task, AdapterVersion imported) {
        AdapterVersion version = RetrainEntries.renumbered(task, imported);
        int bytes = Math.max(
                AdapterRecords.bytes(new AdapterRecord(version)), AdapterRecords.bytes(RetrainEntries.of(version)));
        return bytes <= maxVersionBytes
                ? Optional.empty()
                : Optional.of("the version has " + bytes + " bytes, at most " + maxVersionBytes
                        + " go into the adapters topic: raise topics.max.record.bytes");
    }

    /** Keeps a version from elsewhere, under the task's next number, which it returns. */
    long takeIn(RetrainTask task, AdapterVersion imported) {
        AdapterVersion version = RetrainEntries.renumbered(task, imported);
        state.update(task, ledger -> ledger.setNextVersion(version.getVersion() + 1));
        state.put(RetrainEntries.of(version));
        forward(TaskKeys.within(task.name(), version.getVersion()), new AdapterRecord(version));
        return version.getVersion();
    }

    /** Moves the pointer to a retained version. */
    void point(RetrainTask task, long version, String by) {
        VersionEntry before = task.champion();
        VersionEntry next = task.versions().get(version);
        boolean sameMethod =
                before != null && next != null && before.getMethod().equals(next.getMethod());
        state.update(task, ledger -> ledger.setChampion(version)
                .setPrequential(sameMethod ? ledger.getPrequential() : ByteBuffer.allocate(0)));
        ChampionPointer pointer = new ChampionPointer(
                task.name(),
                version,
                task.head.modelId(),
                clock.instant(),
                by,
                task.spec.getPolicy(),
                limits(task, next));
        forward(task.name(), new AdapterRecord(pointer));
    }

    /** Points the scorers of a backbone that was in use before at the version that serves it. */
    void pointSide(RetrainTask task, SideChampion side) {
        ChampionPointer pointer = new ChampionPointer(
                task.name(),
                side.getVersion(),
                side.getModelId(),
                clock.instant(),
                "rule:other-backbone",
                task.spec.getPolicy(),
                limits(task, task.versions().get(side.getVersion())));
        forward(TaskKeys.backbone(task.name(), side.getModelId()), new AdapterRecord(pointer));
    }

    /** Takes the pointer of such a backbone away. */
    void dropSide(RetrainTask task, String modelId) {
        forward(TaskKeys.backbone(task.name(), modelId), null);
        prune(task);
    }

    private static ScoringLimits limits(RetrainTask task, VersionEntry version) {
        return KnowledgeRecords.limits(task.spec.getPolicy(), version == null ? null : version.getReliability());
    }

    /** Takes the pointer and all versions away. */
    void end(RetrainTask task) {
        forward(task.name(), null);
        task.ledger.getSides().forEach(side -> forward(TaskKeys.backbone(task.name(), side.getModelId()), null));
        for (Long version : List.copyOf(task.versions().keySet())) {
            remove(task, version);
        }
    }

    private AdapterVersion version(
            RetrainTask task, RetrainInput input, RetrainFit fit, String trigger, RetrainReplay replay) {
        long number = task.ledger.getNextVersion();
        AdapterVersion version = record(task, input, fit, trigger, replay);
        state.update(task, ledger -> ledger.setNextVersion(number + 1));
        state.put(RetrainEntries.of(task, fit, number, input, replay));
        forward(TaskKeys.within(task.name(), number), new AdapterRecord(version));
        return version;
    }

    private AdapterVersion record(
            RetrainTask task, RetrainInput input, RetrainFit fit, String trigger, RetrainReplay replay) {
        Lineage lineage = RetrainLineage.of(task, input, fit, trigger, replay, config);
        return KnowledgeRecords.with(
                AdapterRecords.version(task.name(), task.ledger.getNextVersion(), fit.artifact(), lineage),
                fit.knowledge());
    }

    /** Takes away what is beyond the number of versions to be kept, and what was learned from forgotten images. */
    void prune(RetrainTask task) {
        RetrainRetention.forgotten(task).forEach(version -> remove(task, version));
        retention.surplus(task).forEach(version -> remove(task, version));
    }

    /** Takes a version away. */
    void remove(RetrainTask task, long version) {
        state.removeVersion(task, version);
        forward(TaskKeys.within(task.name(), version), null);
    }

    /** Writes a record once more that somebody else has written over. */
    void again(String key, AdapterRecord record) {
        forward(key, record);
    }

    private void forward(String key, AdapterRecord record) {
        context.forward(new Record<>(key, record, clock.millis()), RetrainTopology.ADAPTERS);
        written.wrote(key, record);
    }
}
