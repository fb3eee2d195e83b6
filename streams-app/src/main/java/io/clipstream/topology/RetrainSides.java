package io.clipstream.topology;

import io.clipstream.adapter.ClassHead;
import io.clipstream.schemas.PromotionOutcome;
import io.clipstream.schemas.SideChampion;
import io.clipstream.schemas.VersionEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Keeps what serves a backbone while another takes its place: scorers that still run on it find its version under a pointer
 * of its own, also after compaction. Nothing is learned for it any more. Belongs to one stream thread.
 */
final class RetrainSides {
    /** Backbones beside the one in use: one that is being replaced, and one from before if a change is taken back. */
    private static final int MOST = 2;

    private final RetrainState state;
    private final RetrainPublisher publisher;

    RetrainSides(RetrainState state, RetrainPublisher publisher) {
        this.state = state;
        this.publisher = publisher;
    }

    /** To be called before the task's head is replaced by this one: if it is of another backbone, the old one is kept. */
    void keep(RetrainTask task, ClassHead next) {
        if (task.head == null || task.head.modelId().equals(next.modelId())) {
            return;
        }
        VersionEntry champion = task.champion();
        Optional<VersionEntry> serving = task.admissible(champion) ? Optional.of(champion) : task.bestAdmissible();
        serving.ifPresent(version -> put(
                task,
                new SideChampion(
                        task.head.modelId(), version.getVersion(), task.head.revision(), task.ledger.getZeroShot())));
        while (task.ledger.getSides().size() > MOST) {
            drop(task, task.ledger.getSides().get(0).getModelId());
        }
    }

    /** To be called when the head is there: a backbone that was in use before goes on with the version that it had. */
    void comeBack(RetrainTask task) {
        Optional<SideChampion> side = task.side(task.head.modelId());
        if (side.isEmpty()) {
            return;
        }
        VersionEntry version = task.versions().get(side.get().getVersion());
        if (task.admissible(version)) {
            publisher
                    .log()
                    .line(
                            task,
                            version.getVersion(),
                            task.ledger.getChampion(),
                            version.getMethod(),
                            PromotionOutcome.PROMOTED,
                            "rule:backbone-back",
                            "its backbone is in use again");
            publisher.point(task, version.getVersion(), "rule:backbone-back");
        }
        drop(task, task.head.modelId());
    }

    /** Versions have become inadmissible: where one of them serves a backbone, the best that is left takes its place. */
    void replaceWithdrawn(RetrainTask task) {
        for (SideChampion side : List.copyOf(task.ledger.getSides())) {
            VersionEntry serving = task.versions().get(side.getVersion());
            if (serving == null || serving.getWithdrawn()) {
                best(task, side)
                        .ifPresent(version -> put(
                                task,
                                SideChampion.newBuilder(side)
                                        .setVersion(version.getVersion())
                                        .build()));
            }
        }
    }

    /** The pointers carry the policy to the scorers: writes them again. */
    void pointAgain(RetrainTask task) {
        task.ledger.getSides().forEach(side -> publisher.pointSide(task, side));
    }

    /** Lets a backbone's versions go; they leave as any others do. */
    void drop(RetrainTask task, String modelId) {
        state.update(task, ledger -> ledger.setSides(without(task, modelId)));
        publisher.dropSide(task, modelId);
    }

    private void put(RetrainTask task, SideChampion side) {
        List<SideChampion> sides = without(task, side.getModelId());
        sides.add(side);
        state.update(task, ledger -> ledger.setSides(sides));
        publisher.pointSide(task, side);
    }

    private static List<SideChampion> without(RetrainTask task, String modelId) {
        List<SideChampion> sides = new ArrayList<>(task.ledger.getSides());
        sides.removeIf(side -> side.getModelId().equals(modelId));
        return sides;
    }

    private static Optional<VersionEntry> best(RetrainTask task, SideChampion side) {
        return task.versions().descendingMap().values().stream()
                .filter(version -> !version.getWithdrawn()
                        && version.getModelId().equals(side.getModelId())
                        && version.getRevision().equals(side.getRevision()))
                .findFirst();
    }
}
