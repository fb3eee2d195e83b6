package io.clipstream.topology;

import io.clipstream.adapter.AdapterArtifact;
import io.clipstream.adapter.ClassHead;
import io.clipstream.adapter.ZeroShot;
import io.clipstream.schemas.TaskLedger;
import io.clipstream.schemas.TaskSpec;
import io.clipstream.schemas.VersionEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** What retrain knows of one task, in memory; belongs to the stream thread of its partition. */
final class RetrainTask {
    private final String name;
    private final NavigableMap<String, RetrainExample> examples = new TreeMap<>();
    private final NavigableMap<Long, VersionEntry> versions = new TreeMap<>();

    /** Null where no specification has come, or the task has ended. */
    TaskSpec spec;

    TaskLedger ledger;

    /** Of the ledger's revision; null before the first. */
    ClassHead head;

    /** Whether something has changed since it was last asked what is due. */
    boolean look = true;

    /** When the challengers are due; null while they are not. */
    Instant challengeAt;

    /** Not before then is a failed head computed again. */
    Instant headNotBefore = Instant.EPOCH;

    /** The class list whose head was computed and refused; null where none was. */
    String refusedRevision;

    /** The head of the specification, being computed; null where none is. */
    CompletableFuture<ClassHead> headInWork;

    /** The leading method's fit in work; null where there is none. */
    RetrainJob job;

    /** The challengers' fits in work; null where there are none. They take longer, and hold nothing up. */
    RetrainJob challenge;

    RetrainTask(String name) {
        this.name = name;
        this.ledger = TaskLedger.newBuilder()
                .setTask(name)
                .setNextVersion(1)
                .setRevision("")
                .setZeroShot(null)
                .setChampion(null)
                .setPinned(null)
                .setAttempted("")
                .setChallenged("")
                .setChallengedAt(Instant.EPOCH)
                .setChallengedExamples(0)
                .build();
    }

    String name() {
        return name;
    }

    /** Has the head in work given up, if there is one. */
    void dropHead() {
        if (headInWork != null) {
            headInWork.cancel(false);
            headInWork = null;
        }
    }

    /** Drops what is in work: it was asked for by a specification, or a champion, that is no longer there. */
    void dropWork() {
        job = null;
        challenge = null;
        challengeAt = null;
    }

    /** Tells the fits in work that an example has changed or was withdrawn. */
    void exampleChanged(String imageId) {
        if (job != null) {
            job.exampleChanged(imageId);
        }
        if (challenge != null) {
            challenge.exampleChanged(imageId);
        }
    }

    /** The buffer, by image id. */
    NavigableMap<String, RetrainExample> examples() {
        return examples;
    }

    /** The retained versions, by number. */
    NavigableMap<Long, VersionEntry> versions() {
        return versions;
    }

    /** The version in use; null before the first. */
    VersionEntry champion() {
        return ledger.getChampion() == null ? null : versions.get(ledger.getChampion());
    }

    boolean needsHead(String modelId) {
        return head == null
                || !head.modelId().equals(modelId)
                || !ledger.getRevision().equals(TaskRules.revision(spec));
    }

    /** Whether a version may be used: for this class list and backbone, and without having seen what was withdrawn. */
    boolean admissible(VersionEntry version) {
        return version != null
                && head != null
                && !version.getWithdrawn()
                && version.getRevision().equals(head.revision())
                && version.getModelId().equals(head.modelId());
    }

    /** The version that takes the place of one that may no longer be used: the latest that may. */
    Optional<VersionEntry> bestAdmissible() {
        return versions.descendingMap().values().stream()
                .filter(this::admissible)
                .findFirst();
    }

    /**
     * What a candidate has to stand up to at the gate, which compares methods, not weights: the champion, or the version
     * that would take its place; null where there is none.
     */
    AdapterArtifact championForGate() {
        VersionEntry champion =
                admissible(champion()) ? champion() : bestAdmissible().orElse(null);
        if (champion == null) {
            return null;
        }
        return new AdapterArtifact(
                champion.getMethod(),
                champion.getModelId(),
                head.dimension(),
                head.labels(),
                champion.getRevision(),
                head.logitScale(),
                Map.of());
    }

    /** The method that follows the corrections: the champion's while the task names it, else the task's own. */
    String leadingMethod() {
        VersionEntry champion = champion();
        boolean leads = admissible(champion)
                && !champion.getMethod().equals(ZeroShot.NAME)
                && spec.getChallengers().contains(champion.getMethod());
        return leads ? champion.getMethod() : spec.getMethod();
    }

    /** The task's other methods, in order. */
    List<String> challengers() {
        List<String> methods = new ArrayList<>(spec.getChallengers());
        methods.add(0, spec.getMethod());
        methods.remove(leadingMethod());
        return methods;
    }
}
