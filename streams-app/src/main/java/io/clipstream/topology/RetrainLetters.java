package io.clipstream.topology;

import java.time.Clock;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Writes retrain's dead letters. Belongs to one stream thread. */
final class RetrainLetters {
    private final ProcessorContext<Object, Object> context;
    private final TaskPlace place;
    private final Clock clock;

    RetrainLetters(ProcessorContext<Object, Object> context, TaskPlace place, Clock clock) {
        this.context = context;
        this.place = place;
        this.clock = clock;
    }

    /** Whether all else of the task is in another partition, so that a dead letter was written. */
    boolean isElsewhere(Record<byte[], byte[]> record, SourcePosition at, String task) {
        Optional<String> problem = place.problem(task, at);
        problem.ifPresent(why -> refuse(record, at, Reason.BAD_KEY, why));
        return problem.isPresent();
    }

    void refuse(Record<byte[], byte[]> record, SourcePosition at, Reason reason, String message) {
        context.forward(
                StreamsRecords.deadLetter(record, Stage.RETRAIN, reason, message, at, clock),
                RetrainTopology.DEAD_LETTERS);
    }
}
