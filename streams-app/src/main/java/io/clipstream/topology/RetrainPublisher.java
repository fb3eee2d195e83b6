package io.clipstream.topology;

import io.clipstream.adapter.ClassHead;
import io.clipstream.adapter.ZeroShot;
import io.clipstream.schemas.AdapterRecord;
import io.clipstream.schemas.AdapterVersion;
import io.clipstream.schemas.ChampionPointer;
import io.clipstream.schemas.Command;
import io.clipstream.schemas.Lineage;
import io.clipstream.schemas.Promotion;
import io.clipstream.schemas.PromotionOutcome;
import io.clipstream.schemas.ScoringLimits;
import io.clipstream.schemas.SideChampion;
import io.clipstream.schemas.VersionEntry;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Writes versions, pointers and the promotion log: weights before their pointer, the pointer before what it displaces.
 * Belongs to one stream thread.
 */
final class RetrainPublisher {
    /** Of the retained versions, one in so many may be an instant one. */
    private static final int INSTANT_SHARE = 4;

    private final ProcessorContext<Object, Object> context;
    private final RetrainState state;
    private final RetrainWritten written;
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
        this.config = config;
        this.maxVersionBytes = maxVersionBytes;
        this.clock = clock;
    }

    /** Publishes the zero-shot head of a new class list, which is in use at once: the old versions speak of another. */
    void zeroShot(RetrainTask task, ClassHead head, RetrainFit fit) {
        RetrainInput input = RetrainInput.empty(head, task.spec, config.seed());
        String attempted = input.digest(RetrainMethods.own(task.spec));
        Long previous = task.ledger.getChampion();
        if (task.ledger.getPinned() != null) {
            log(task, previous, previous, "", PromotionOutcome.UNPINNED, "rule:class-list", "the class list changed");
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
        promotion(task, version.getVersion(), previous, fit, PromotionOutcome.PROMOTED, "rule:zero-shot");
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
                AdapterRecords.bytes(entry(task, fit, version.getVersion(), input, replay)));
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
        promotion(task, version, previous, fit, PromotionOutcome.PROMOTED, by);
        prune(task);
        return version;
    }

    /** Puts the class list's zero-shot head back in the place of versions that were found worse. */
    void rollBack(RetrainTask task, String by, String reason, Map<String, Double> figures) {
        long zeroShot = task.ledger.getZeroShot();
        write(new Promotion(
                task.name(),
                zeroShot,
                task.ledger.getChampion(),
                ZeroShot.NAME,
                PromotionOutcome.ROLLED_BACK,
                by,
                reason,
                figures,
                clock.instant(),
                null,
                List.of()));
        point(task, zeroShot, by);
    }

    void refuse(RetrainTask task, RetrainFit fit) {
        String by = "gate:" + fit.decision().rule();
        promotion(task, null, task.ledger.getChampion(), fit, PromotionOutcome.REFUSED, by);
    }

    /** What is wrong with the size of a version from elsewhere; empty if the adapters topic takes it. */
    Optional<String> sizeProblem(RetrainTask task, AdapterVersion imported) {
        AdapterVersion version = renumbered(task, imported);
        int bytes = Math.max(AdapterRecords.bytes(new AdapterRecord(version)), AdapterRecords.bytes(entry(version)));
        return bytes <= maxVersionBytes
                ? Optional.empty()
                : Optional.of("the version has " + bytes + " bytes, at most " + maxVersionBytes
                        + " go into the adapters topic: raise topics.max.record.bytes");
    }

    /** Keeps a version from elsewhere, under the task's next number, which it returns. */
    long takeIn(RetrainTask task, AdapterVersion imported) {
        AdapterVersion version = renumbered(task, imported);
        state.update(task, ledger -> ledger.setNextVersion(version.getVersion() + 1));
        state.put(entry(version));
        forward(TaskKeys.within(task.name(), version.getVersion()), new AdapterRecord(version));
        return version.getVersion();
    }

    private static AdapterVersion renumbered(RetrainTask task, AdapterVersion imported) {
        Lineage lineage = Lineage.newBuilder(imported.getLineage())
                .setTrigger("import")
                .setParent(null)
                .setAdded(List.of())
                .setRemoved(List.of())
                .build();
        return AdapterVersion.newBuilder(imported)
                .setTask(task.name())
                .setVersion(task.ledger.getNextVersion())
                .setLineage(lineage)
                .build();
    }

    private static VersionEntry entry(AdapterVersion version) {
        return VersionEntry.newBuilder()
                .setTask(version.getTask())
                .setVersion(version.getVersion())
                .setMethod(version.getMethod())
                .setModelId(version.getModelId())
                .setRevision(version.getClassListRevision())
                .setExamples(version.getLineage().getShots())
                .setWithdrawn(false)
                .setReliability(version.getReliability())
                .build();
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

    /** The promotion log's answer to a command. */
    void answer(
            RetrainTask task,
            Command command,
            Long version,
            String method,
            PromotionOutcome outcome,
            String by,
            String reason) {
        Long previous = task.ledger.getChampion();
        write(new Promotion(
                task.name(),
                version,
                previous,
                method,
                outcome,
                by,
                reason,
                Map.of(),
                clock.instant(),
                command.getCommandId(),
                List.of()));
    }

    /** A line of the promotion log without figures. */
    void log(
            RetrainTask task,
            Long version,
            Long previous,
            String method,
            PromotionOutcome outcome,
            String by,
            String reason) {
        write(line(task, version, previous, method, outcome, by, reason).build());
    }

    /** The promotion log says which versions had seen what was withdrawn; {@code commandId} is null where nobody asked. */
    void withdrawn(RetrainTask task, String by, String reason, int images, List<Long> versions, UUID commandId) {
        write(line(task, null, task.ledger.getChampion(), "", PromotionOutcome.WITHDRAWN, by, reason)
                .setFigures(Map.of("images", (double) images))
                .setVersions(versions)
                .setCommandId(commandId)
                .build());
    }

    private Promotion.Builder line(
            RetrainTask task,
            Long version,
            Long previous,
            String method,
            PromotionOutcome outcome,
            String by,
            String reason) {
        return Promotion.newBuilder()
                .setTask(task.name())
                .setVersion(version)
                .setPrevious(previous)
                .setMethod(method)
                .setOutcome(outcome)
                .setBy(by)
                .setReason(reason)
                .setFigures(Map.of())
                .setAt(clock.instant());
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
        state.put(entry(task, fit, number, input, replay));
        forward(TaskKeys.within(task.name(), number), new AdapterRecord(version));
        return version;
    }

    private static VersionEntry entry(
            RetrainTask task, RetrainFit fit, long number, RetrainInput input, RetrainReplay replay) {
        return new VersionEntry(
                task.name(),
                number,
                fit.artifact().method(),
                fit.artifact().modelId(),
                fit.artifact().revision(),
                input.imageIds(),
                false,
                KnowledgeRecords.record(fit.knowledge()),
                replay != null,
                false);
    }

    private AdapterVersion record(
            RetrainTask task, RetrainInput input, RetrainFit fit, String trigger, RetrainReplay replay) {
        Lineage lineage = RetrainLineage.of(task, input, fit, trigger, replay, config);
        return KnowledgeRecords.with(
                AdapterRecords.version(task.name(), task.ledger.getNextVersion(), fit.artifact(), lineage),
                fit.knowledge());
    }

    private void promotion(
            RetrainTask task, Long version, Long previous, RetrainFit fit, PromotionOutcome outcome, String by) {
        Map<String, Double> figures = new HashMap<>(fit.decision().figures());
        figures.put("trainMillis", (double) fit.millis());
        RetrainPrequential.of(task.ledger.getPrequential()).addTo(figures);
        write(new Promotion(
                task.name(),
                version,
                previous,
                fit.method(),
                outcome,
                by,
                fit.decision().reason(),
                figures,
                clock.instant(),
                null,
                List.of()));
    }

    /** Takes away what is beyond the number of versions to be kept, and what was learned from forgotten images. */
    void prune(RetrainTask task) {
        removable(task).stream()
                .filter(version -> task.versions().get(version).getForgotten())
                .forEach(version -> remove(task, version));
        List<Long> removable = removable(task);
        int surplus = task.versions().size() - config.keepVersions();
        for (Long version : oldest(task, removable, Math.min(surplus, removable.size()))) {
            remove(task, version);
        }
    }

    private static List<Long> removable(RetrainTask task) {
        return task.versions().keySet().stream()
                .filter(version -> !task.isInUse(version))
                .toList();
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

    /** Instant versions go first beyond a quarter of the places: a burst of corrections must not push all others out. */
    private List<Long> oldest(RetrainTask task, List<Long> removable, int count) {
        Predicate<Long> instant = version -> task.versions().get(version).getInstant();
        long instants = removable.stream().filter(instant).count();
        List<Long> chosen = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            boolean tooMany = instants > config.keepVersions() / INSTANT_SHARE;
            Long next = removable.stream()
                    .filter(version -> !chosen.contains(version) && (!tooMany || instant.test(version)))
                    .findFirst()
                    .orElseThrow();
            instants -= instant.test(next) ? 1 : 0;
            chosen.add(next);
        }
        return chosen;
    }

    private void write(Promotion promotion) {
        context.forward(new Record<>(promotion.getTask(), promotion, clock.millis()), RetrainTopology.PROMOTIONS);
    }

    private void forward(String key, AdapterRecord record) {
        context.forward(new Record<>(key, record, clock.millis()), RetrainTopology.ADAPTERS);
        written.wrote(key, record);
    }
}
