package io.clipstream.topology;

import io.clipstream.schemas.TaskSpec;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.Record;

/** Takes in tasks: new ones, changed ones, and their ends. Belongs to one stream thread. */
final class RetrainTaskIntake {
    private final IncomingDecoder<TaskSpec> decoder;
    private final RetrainState state;
    private final RetrainPublisher publisher;
    private final RetrainLetters letters;

    RetrainTaskIntake(Topics topics, RetrainState state, RetrainPublisher publisher, RetrainLetters letters) {
        this.decoder = new IncomingDecoder<>(topics.tasks());
        this.state = state;
        this.publisher = publisher;
        this.letters = letters;
    }

    /** Takes a record in; what is wrong with it is told by its dead letter. */
    void take(Record<byte[], byte[]> record, SourcePosition at) {
        Incoming<TaskSpec> incoming = decoder.decode(record.key(), record.value());
        if (incoming.isRefused()) {
            letters.refuse(record, at, incoming.reason(), incoming.message());
            return;
        }
        if (incoming.value() == null) {
            if (!TaskKeys.isTaskName(incoming.key())) {
                letters.refuse(
                        record,
                        at,
                        Reason.BAD_KEY,
                        "the key must be a task's name, " + TaskKeys.NAME_RULE + "; it is '" + incoming.key() + "'");
                return;
            }
            if (letters.isElsewhere(record, at, incoming.key())) {
                return;
            }
            RetrainTask task = state.known(incoming.key());
            if (task.spec != null) {
                publisher.end(task);
                state.end(task);
            }
            return;
        }
        TaskSpec spec = incoming.value();
        Optional<String> problem = TaskRules.problem(incoming.key(), spec);
        if (problem.isPresent()) {
            letters.refuse(record, at, Reason.INVALID_FIELD, problem.get());
            return;
        }
        if (letters.isElsewhere(record, at, spec.getTask())) {
            return;
        }
        RetrainTask task = state.task(spec.getTask());
        boolean newPolicy = task.spec != null && !task.spec.getPolicy().equals(spec.getPolicy());
        if (task.spec != null && !TaskRules.revision(task.spec).equals(TaskRules.revision(spec))) {
            task.dropHead();
        }
        state.put(spec);
        // What is in work was asked for by the old specification.
        task.dropWork();
        task.changed();
        if (newPolicy && task.champion() != null) {
            // The pointer carries the policy to the scorers.
            publisher.point(task, task.ledger.getChampion(), "rule:policy");
            new RetrainSides(state, publisher).pointAgain(task);
        }
    }
}
