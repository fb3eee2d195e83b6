package io.clipstream.topology;

import io.clipstream.adapter.AdapterArtifact;
import io.clipstream.adapter.ClassHead;
import io.clipstream.adapter.Shot;
import io.clipstream.adapter.ZeroShot;
import io.clipstream.schemas.Forgetting;
import io.clipstream.schemas.SideChampion;
import io.clipstream.schemas.TaskLedger;
import io.clipstream.schemas.TaskSpec;
import io.clipstream.schemas.VersionEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/** What retrain knows of one task, in memory; belongs to the stream thread of its partition. */
final class RetrainTask {
    private final String name;
    private final NavigableMap<String, RetrainExample> examples = new TreeMap<>();
    private final NavigableMap<Long, VersionEntry> versions = new TreeMap<>();
    private final RetrainSample sample = new RetrainSample();
    private final RetrainDue due;
    private final Set<String> fresh = new LinkedHashSet<>();

    /** Null where no specification has come, or the task has ended. */
    TaskSpec spec;

    TaskLedger ledger;

    /** Of the ledger's revision; null before the first. */
    ClassHead head;

    /** Whether something has changed since it was last asked what is due. */
    boolean look = true;

    /** Shots that a fit would see; counted when something has changed. */
    int shots;

    /** Labels without bias that the gate would see, counted likewise. */
    int unbiased;

    /** Whether it has the head that its specification asks for. */
    boolean ready;

    /** Whether shots have come since the last step of the series. */
    boolean stepWanted;

    /** Whether the challengers' comparison may come out differently now. */
    boolean challengeWanted = true;

    /** Since when it may. */
    Instant challengeWantedSince = Instant.EPOCH;

    /** Not before then may the challengers' thread be kept busy again. */
    Instant challengeNotBefore = Instant.EPOCH;

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

    /** The challengers' fits that nobody waits for any more, until they have ended; null where there are none. */
    RetrainJob abandoned;

    /** The instant versions that follow the version in use; null where there are none. */
    RetrainSeries series;

    /** The next of them in work; null where there is none. */
    RetrainStep step;

    RetrainTask(String name, RetrainPace pace) {
        this.name = name;
        this.due = new RetrainDue(pace);
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
        if (job != null) {
            job.giveUp();
            job = null;
        }
        if (challenge != null) {
            challenge.giveUp();
            abandoned = challenge;
            challenge = null;
        }
        series = null;
        step = null;
    }

    /** Tells the fits in work, and those that would build on the version in use, that an example has changed or gone. */
    void exampleChanged(String imageId) {
        if (series != null && series.saw(imageId)) {
            series = null;
        }
        if (step != null) {
            step.exampleChanged(imageId);
        }
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

    /** The unlabelled images at hand. */
    RetrainSample sample() {
        return sample;
    }

    /** Has everything looked at again: a specification, a head or a champion is new. */
    void changed() {
        look = true;
        challengeWanted = true;
        due.atOnce();
    }

    /** Notes that a comparison may come out differently. */
    void wantChallenge(Instant now) {
        if (!challengeWanted || challengeWantedSince.equals(Instant.EPOCH)) {
            challengeWanted = true;
            challengeWantedSince = now;
        }
    }

    /** When its leading method is fitted again. */
    RetrainDue due() {
        return due;
    }

    /** Images whose examples the last refit has not seen, in the order in which they came. */
    Set<String> fresh() {
        return fresh;
    }

    /** Counts the examples that speak of the head. */
    void count() {
        shots = 0;
        unbiased = 0;
        Map<String, Integer> rows = RetrainInput.rows(head);
        for (RetrainExample held : examples.values()) {
            if (RetrainInput.fits(held, head, rows)) {
                shots += held.trains() ? 1 : 0;
                unbiased += held.isHeldOut() || (held.trains() && held.isAudited()) ? 1 : 0;
            }
        }
    }

    /** The fresh shots that are not yet known to a series, in order. */
    List<Shot> pending(Predicate<String> known) {
        Map<String, Integer> rows = RetrainInput.rows(head);
        List<Shot> shotsInOrder = new ArrayList<>();
        for (String imageId : fresh) {
            RetrainExample held = examples.get(imageId);
            if (held != null && !known.test(imageId) && held.trains() && RetrainInput.fits(held, head, rows)) {
                shotsInOrder.add(held.shot(rows.get(held.example().getLabel())));
            }
        }
        return shotsInOrder;
    }

    /** The retained versions, by number. */
    NavigableMap<Long, VersionEntry> versions() {
        return versions;
    }

    /** What is known of a command to forget that is being carried out. */
    Forgetting forgetting(String commandId) {
        return ledger.getForgetting().stream()
                .filter(account -> account.getCommandId().equals(commandId))
                .findFirst()
                .orElseGet(() -> new Forgetting(commandId, 0, List.of()));
    }

    /** Whether scorers may be using a version, or fall back on it: then it stays. */
    boolean isInUse(long version) {
        return Objects.equals(version, ledger.getChampion())
                || Objects.equals(version, ledger.getPinned())
                || Objects.equals(version, ledger.getZeroShot())
                || ledger.getSides().stream()
                        .anyMatch(side -> side.getVersion() == version || side.getZeroShot() == version);
    }

    /** What serves a backbone that was in use before; empty where nothing does. */
    Optional<SideChampion> side(String modelId) {
        return ledger.getSides().stream()
                .filter(side -> side.getModelId().equals(modelId))
                .findFirst();
    }

    /** Whether an example's feature is of the backbone that the task's head speaks of; true before there is one. */
    boolean isOfBackbone(RetrainExample held) {
        return head == null || held.example().getModelId().equals(head.modelId());
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
                && RetrainMethods.challengers(spec).contains(champion.getMethod());
        return leads ? champion.getMethod() : RetrainMethods.own(spec);
    }

    /** The task's other methods, in order. */
    List<String> challengers() {
        List<String> methods = new ArrayList<>(RetrainMethods.challengers(spec));
        methods.add(0, RetrainMethods.own(spec));
        methods.remove(leadingMethod());
        return methods;
    }
}
