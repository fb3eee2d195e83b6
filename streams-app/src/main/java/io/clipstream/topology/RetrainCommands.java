package io.clipstream.topology;

import io.clipstream.adapter.InvalidAdapterException;
import io.clipstream.adapter.Sanity;
import io.clipstream.schemas.AdapterVersion;
import io.clipstream.schemas.Command;
import io.clipstream.schemas.CommandKind;
import io.clipstream.schemas.PromotionOutcome;
import io.clipstream.schemas.SideChampion;
import io.clipstream.schemas.VersionEntry;
import java.util.Locale;
import java.util.Optional;

/** Carries out what people ask of a task's versions; what cannot be done is refused with a reason. */
final class RetrainCommands {
    private final RetrainPublisher publisher;
    private final RetrainState state;
    private final RetrainTrainer trainer;

    RetrainCommands(RetrainPublisher publisher, RetrainState state, RetrainTrainer trainer) {
        this.publisher = publisher;
        this.state = state;
        this.trainer = trainer;
    }

    /** What is wrong with the record itself; empty if it can be judged. */
    static Optional<String> problem(String key, Command command) {
        if (!TaskKeys.isTaskName(command.getTask())) {
            return Optional.of("task '" + command.getTask() + "' must match " + TaskKeys.NAME_RULE);
        }
        if (!command.getTask().equals(key)) {
            return Optional.of("task '" + command.getTask() + "' must equal the record's key '" + key + "'");
        }
        if (command.getKind() == CommandKind.UNKNOWN) {
            return Optional.of("kind must be ROLLBACK, PIN, UNPIN, FORGET, IMPORT, REEMBED or RETIRE, it is UNKNOWN");
        }
        if (command.getKind() == CommandKind.ROLLBACK && command.getVersion() == null) {
            return Optional.of("version must be given for kind ROLLBACK, it is absent");
        }
        if (command.getKind() == CommandKind.IMPORT && command.getImported() == null) {
            return Optional.of("imported must be given for kind IMPORT, it is absent");
        }
        if (command.getKind() == CommandKind.FORGET && command.getImageId() == null && command.getAnnotator() == null) {
            return Optional.of("imageId or annotator must be given for kind FORGET, both are absent");
        }
        if (command.getKind() == CommandKind.RETIRE && command.getModelId() == null) {
            return Optional.of("modelId must be given for kind RETIRE, it is absent");
        }
        return command.getKind() == CommandKind.REEMBED
                ? command.getEmbeddings().stream()
                        .map(EmbeddingRules::problem)
                        .flatMap(Optional::stream)
                        .findFirst()
                : Optional.empty();
    }

    /** Whether select carries it out, or refuses it: what it does reaches retrain by the buffer, and with it the answer. */
    static boolean isForSelect(Command command) {
        return command.getKind() == CommandKind.FORGET || command.getKind() == CommandKind.REEMBED;
    }

    static String unknown(String task) {
        return "task '" + task + "' is unknown";
    }

    /** Carries it out; returns why it could not, if so, which stands in the promotion log already. */
    Optional<String> carryOut(RetrainTask task, Command command) {
        Optional<String> refusal =
                switch (command.getKind()) {
                    case ROLLBACK -> rollback(task, command);
                    case PIN -> pin(task, command);
                    case UNPIN -> unpin(task, command);
                    case FORGET, REEMBED -> throw new IllegalArgumentException("select carries it out");
                    case RETIRE -> retire(task, command);
                    case IMPORT -> takeIn(task, command);
                    case UNKNOWN -> Optional.of("the kind of command is unknown");
                };
        refusal.ifPresent(why -> log(task, command, command.getVersion(), PromotionOutcome.REJECTED, why));
        return refusal;
    }

    private Optional<String> rollback(RetrainTask task, Command command) {
        Optional<String> refusal = unusable(task, command.getVersion());
        if (refusal.isEmpty() && task.ledger.getPinned() != null) {
            refusal = Optional.of("version " + task.ledger.getPinned() + " is pinned; unpin it first");
        }
        if (refusal.isEmpty()) {
            log(task, command, command.getVersion(), PromotionOutcome.ROLLED_BACK, "");
            moveTo(task, command);
        }
        return refusal;
    }

    private Optional<String> pin(RetrainTask task, Command command) {
        Long version = command.getVersion() == null ? task.ledger.getChampion() : command.getVersion();
        Optional<String> refusal = unusable(task, version);
        if (refusal.isEmpty()) {
            log(task, command, version, PromotionOutcome.PINNED, "");
            state.update(task, ledger -> ledger.setPinned(version));
            if (version.equals(task.ledger.getChampion())) {
                trainer.standStill(task);
            } else {
                moveTo(task, Command.newBuilder(command).setVersion(version).build());
            }
        }
        return refusal;
    }

    private Optional<String> unpin(RetrainTask task, Command command) {
        Long pinned = task.ledger.getPinned();
        if (pinned == null) {
            return Optional.of("no version is pinned");
        }
        log(task, command, pinned, PromotionOutcome.UNPINNED, "");
        state.update(task, ledger -> ledger.setPinned(null));
        task.changed();
        return Optional.empty();
    }

    /** Keeps a version from elsewhere beside the task's own; whoever wants it in use rolls over to it. */
    private Optional<String> takeIn(RetrainTask task, Command command) {
        if (task.spec == null) {
            return known(task);
        }
        if (task.head == null || task.needsHead(task.head.modelId())) {
            return Optional.of("the zero-shot head of the task's class list is not there yet; ask again in a moment");
        }
        AdapterVersion imported = command.getImported();
        try {
            Sanity.check(AdapterRecords.artifact(imported), task.head);
        } catch (InvalidAdapterException e) {
            return Optional.of("the version cannot serve this task: " + e.getMessage());
        }
        Optional<String> tooLarge = publisher.sizeProblem(task, imported);
        if (tooLarge.isEmpty()) {
            long number = publisher.takeIn(task, imported);
            log(task, command, number, PromotionOutcome.IMPORTED, "");
        }
        return tooLarge;
    }

    private Optional<String> retire(RetrainTask task, Command command) {
        if (task.spec == null) {
            return known(task);
        }
        if (task.side(command.getModelId()).isEmpty()) {
            return Optional.of(
                    "no versions are kept for backbone " + command.getModelId() + " beside those in use; kept are: "
                            + task.ledger.getSides().stream()
                                    .map(SideChampion::getModelId)
                                    .toList());
        }
        new RetrainSides(state, publisher).drop(task, command.getModelId());
        log(task, command, null, PromotionOutcome.RETIRED, "backbone " + command.getModelId());
        return Optional.empty();
    }

    private void moveTo(RetrainTask task, Command command) {
        publisher.point(task, command.getVersion(), by(command));
        trainer.standStill(task);
    }

    private static Optional<String> known(RetrainTask task) {
        return task.spec == null ? Optional.of(unknown(task.name())) : Optional.empty();
    }

    private static Optional<String> unusable(RetrainTask task, Long version) {
        if (task.spec == null) {
            return known(task);
        }
        VersionEntry entry = version == null ? null : task.versions().get(version);
        if (entry == null) {
            return Optional.of("version " + version + " is not retained, these are: "
                    + task.versions().keySet());
        }
        if (entry.getWithdrawn()) {
            return Optional.of("version " + version + " has seen an image that was withdrawn since");
        }
        return task.admissible(entry)
                ? Optional.empty()
                : Optional.of("version " + version + " speaks of another class list or backbone");
    }

    private void log(RetrainTask task, Command command, Long version, PromotionOutcome outcome, String why) {
        VersionEntry entry = version == null ? null : task.versions().get(version);
        String said =
                command.getReason().isBlank() ? command.getActor() : command.getActor() + ": " + command.getReason();
        publisher
                .log()
                .answer(
                        task,
                        command,
                        version,
                        entry == null ? "" : entry.getMethod(),
                        outcome,
                        by(command),
                        why.isEmpty() ? said : why + " (" + said + ")");
    }

    private static String by(Command command) {
        return "command:" + command.getKind().name().toLowerCase(Locale.ROOT);
    }
}
