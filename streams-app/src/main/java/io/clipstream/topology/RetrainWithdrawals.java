package io.clipstream.topology;

import io.clipstream.schemas.Forgetting;
import io.clipstream.schemas.PromotionOutcome;
import io.clipstream.schemas.VersionEntry;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * Marks the versions that have seen withdrawn images, and answers commands to forget once all their images have left the
 * buffer; the trainer finds another champion where it is among them. Belongs to one stream thread.
 */
final class RetrainWithdrawals {
    private final RetrainState state;
    private final RetrainPublisher publisher;
    private final RetrainSides sides;
    private final Clock clock;

    RetrainWithdrawals(RetrainState state, RetrainPublisher publisher, Clock clock) {
        this.state = state;
        this.publisher = publisher;
        this.sides = new RetrainSides(state, publisher);
        this.clock = clock;
    }

    /** An image has left the buffer for good; by a command to forget, or a labeller's own withdrawal. */
    void withdrawn(RetrainTask task, String imageId, Optional<String> command) {
        task.exampleChanged(imageId);
        if (task.spec == null) {
            return;
        }
        List<VersionEntry> seen = seen(task, imageId);
        seen.forEach(version -> mark(version, command.isPresent()));
        List<Long> numbers = seen.stream()
                .filter(version -> !version.getWithdrawn())
                .map(VersionEntry::getVersion)
                .toList();
        if (!numbers.isEmpty()) {
            publisher
                    .log()
                    .withdrawn(
                            task,
                            "rule:withdrawn",
                            "image '" + imageId + "' was withdrawn; versions that had seen it: " + numbers,
                            1,
                            numbers,
                            null);
        }
        unpin(task, imageId, numbers);
        sides.replaceWithdrawn(task);
        command.ifPresent(id -> account(task, id, 1, seen));
    }

    /** Everything that a command took away has gone; one that took nothing away is not answered. */
    void end(RetrainTask task, SelectMark mark) {
        if (!mark.isAnswered() || !state.isNew(task.name(), mark.commandId(), clock.millis())) {
            return;
        }
        if (task.spec == null) {
            // Its versions went with it.
            answer(task, mark, new Forgetting(mark.commandId(), 0, List.of()));
            return;
        }
        if (mark.imageId() != null) {
            // Withdrawn before it was to be forgotten, it left the buffer earlier.
            List<VersionEntry> seen = seen(task, mark.imageId());
            seen.forEach(version -> mark(version, true));
            sides.replaceWithdrawn(task);
            account(task, mark.commandId(), 0, seen);
        }
        Forgetting account = task.forgetting(mark.commandId());
        state.update(
                task,
                ledger -> ledger.setForgetting(ledger.getForgetting().stream()
                        .filter(Predicate.not(account::equals))
                        .toList()));
        answer(task, mark, account);
        publisher.prune(task);
    }

    private void answer(RetrainTask task, SelectMark mark, Forgetting account) {
        publisher
                .log()
                .withdrawn(
                        task,
                        "command:forget",
                        account.getImages()
                                + " images left the buffer; versions that had seen what was to be forgotten: "
                                + account.getVersions() + " (" + mark.said() + ")",
                        account.getImages(),
                        account.getVersions(),
                        UUID.fromString(mark.commandId()));
    }

    private static List<VersionEntry> seen(RetrainTask task, String imageId) {
        return task.versions().values().stream()
                .filter(version -> version.getExamples().contains(imageId))
                .toList();
    }

    private void mark(VersionEntry version, boolean forgotten) {
        state.put(VersionEntry.newBuilder(version)
                .setWithdrawn(true)
                .setForgotten(forgotten || version.getForgotten())
                .build());
    }

    private void unpin(RetrainTask task, String imageId, List<Long> withdrawn) {
        Long pinned = task.ledger.getPinned();
        if (pinned != null && withdrawn.contains(pinned)) {
            publisher
                    .log()
                    .line(
                            task,
                            pinned,
                            task.ledger.getChampion(),
                            "",
                            PromotionOutcome.UNPINNED,
                            "rule:withdrawn",
                            "the pinned version had seen the withdrawn image '" + imageId + "'");
            state.update(task, ledger -> ledger.setPinned(null));
        }
    }

    private void account(RetrainTask task, String command, int images, List<VersionEntry> seen) {
        Forgetting before = task.forgetting(command);
        TreeSet<Long> versions = new TreeSet<>(before.getVersions());
        seen.forEach(version -> versions.add(version.getVersion()));
        Forgetting now = new Forgetting(command, before.getImages() + images, List.copyOf(versions));
        List<Forgetting> all = new ArrayList<>(task.ledger.getForgetting());
        all.remove(before);
        all.add(now);
        state.update(task, ledger -> ledger.setForgetting(all));
    }
}
