package io.clipstream.topology;

import io.clipstream.adapter.ZeroShot;
import io.clipstream.schemas.Command;
import io.clipstream.schemas.Promotion;
import io.clipstream.schemas.PromotionOutcome;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Writes the promotion log: what became of versions, why, and by whose word. Belongs to one stream thread. */
final class RetrainLog {
    private final ProcessorContext<Object, Object> context;
    private final Clock clock;

    RetrainLog(ProcessorContext<Object, Object> context, Clock clock) {
        this.context = context;
        this.clock = clock;
    }

    /** The gate's word on a fit; {@code version} is null where it was refused. */
    void promotion(RetrainTask task, Long version, Long previous, RetrainFit fit, PromotionOutcome outcome, String by) {
        Map<String, Double> figures = new HashMap<>(fit.decision().figures());
        figures.put("trainMillis", (double) fit.millis());
        RetrainPrequential.of(task.ledger.getPrequential()).addTo(figures);
        write(builder(
                        task,
                        version,
                        previous,
                        fit.method(),
                        outcome,
                        by,
                        fit.decision().reason())
                .setFigures(figures)
                .build());
    }

    /** The class list's zero-shot head is back in the place of versions that were found worse. */
    void rolledBack(RetrainTask task, long zeroShot, String by, String reason, Map<String, Double> figures) {
        write(builder(
                        task,
                        zeroShot,
                        task.ledger.getChampion(),
                        ZeroShot.NAME,
                        PromotionOutcome.ROLLED_BACK,
                        by,
                        reason)
                .setFigures(figures)
                .build());
    }

    /** The answer to a command. */
    void answer(
            RetrainTask task,
            Command command,
            Long version,
            String method,
            PromotionOutcome outcome,
            String by,
            String reason) {
        write(builder(task, version, task.ledger.getChampion(), method, outcome, by, reason)
                .setCommandId(command.getCommandId())
                .build());
    }

    /** A line without figures. */
    void line(
            RetrainTask task,
            Long version,
            Long previous,
            String method,
            PromotionOutcome outcome,
            String by,
            String reason) {
        write(builder(task, version, previous, method, outcome, by, reason).build());
    }

    /** Which versions had seen what was withdrawn; {@code commandId} is null where nobody asked. */
    void withdrawn(RetrainTask task, String by, String reason, int images, List<Long> versions, UUID commandId) {
        write(builder(task, null, task.ledger.getChampion(), "", PromotionOutcome.WITHDRAWN, by, reason)
                .setFigures(Map.of("images", (double) images))
                .setVersions(versions)
                .setCommandId(commandId)
                .build());
    }

    private Promotion.Builder builder(
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

    private void write(Promotion promotion) {
        context.forward(new Record<>(promotion.getTask(), promotion, clock.millis()), RetrainTopology.PROMOTIONS);
    }
}
