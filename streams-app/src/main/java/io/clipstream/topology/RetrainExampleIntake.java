package io.clipstream.topology;

import io.clipstream.schemas.Example;
import java.time.Clock;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.Record;

/** Takes in the few-shot buffer, and says of each change what has become due by it. Belongs to one stream thread. */
final class RetrainExampleIntake {
    private final IncomingDecoder<Example> decoder;
    private final RetrainState state;
    private final RetrainTrainer trainer;
    private final RetrainWithdrawals withdrawals;
    private final RetrainLetters letters;
    private final Clock clock;

    RetrainExampleIntake(
            Topics topics,
            RetrainState state,
            RetrainTrainer trainer,
            RetrainWithdrawals withdrawals,
            RetrainLetters letters,
            Clock clock) {
        this.decoder = new IncomingDecoder<>(topics.fewShotBuffer());
        this.state = state;
        this.trainer = trainer;
        this.withdrawals = withdrawals;
        this.letters = letters;
        this.clock = clock;
    }

    /** Takes a record in; what is wrong with it is told by its dead letter. */
    void take(Record<byte[], byte[]> record, SourcePosition at) {
        Incoming<Example> incoming = decoder.decode(record.key(), record.value());
        if (incoming.isRefused()) {
            letters.refuse(record, at, incoming.reason(), incoming.message());
            return;
        }
        String name = TaskKeys.taskOf(incoming.key());
        String imageId = TaskKeys.idOf(incoming.key());
        if (incoming.value() == null
                && incoming.key().equals(name)
                && TaskKeys.isTaskName(name)
                && SelectMark.of(record.headers()).isPresent()) {
            withdrawals.end(state.known(name), SelectMark.of(record.headers()).get());
            return;
        }
        if (!TaskKeys.isTaskName(name)
                || imageId.isEmpty()
                || TaskKeys.imageIdProblem(imageId).isPresent()) {
            letters.refuse(record, at, Reason.BAD_KEY, "the key must be task/image id, it is '" + incoming.key() + "'");
            return;
        }
        Example example = incoming.value();
        RetrainTask task = example == null ? state.known(name) : state.task(name);
        if (example == null) {
            remove(task, imageId, record.headers());
        } else {
            if (!incoming.key().equals(TaskKeys.within(example.getTask(), example.getImageId()))) {
                letters.refuse(
                        record, at, Reason.BAD_KEY, "the key must be task/image id, it is '" + incoming.key() + "'");
                return;
            }
            put(record, at, task, example);
        }
        task.look = true;
    }

    private void remove(RetrainTask task, String imageId, Headers headers) {
        RetrainExample before = task.examples().get(imageId);
        state.removeExample(task, imageId);
        task.fresh().remove(imageId);
        task.wantChallenge(clock.instant());
        if (SelectCause.of(headers) == SelectCause.WITHDRAWN) {
            withdrawals.withdrawn(task, imageId, SelectMark.commandOf(headers));
            task.due().atOnce();
        } else if (before != null && before.trains()) {
            task.due().changed(clock.instant());
        }
    }

    private void put(Record<byte[], byte[]> record, SourcePosition at, RetrainTask task, Example example) {
        String imageId = example.getImageId();
        RetrainExample before = task.examples().get(imageId);
        RetrainExample now;
        try {
            now = RetrainExample.of(example);
        } catch (IllegalArgumentException e) {
            letters.refuse(record, at, Reason.INVALID_FIELD, e.getMessage());
            // What stood there before is no longer what select says of the image.
            state.removeExample(task, imageId);
            task.fresh().remove(imageId);
            task.exampleChanged(imageId);
            task.due().atOnce();
            return;
        }
        if (before == null && now.isAudited() && task.isOfBackbone(now)) {
            trainer.audited(task, now);
        }
        state.put(task, now);
        // One of another backbone was never fitted.
        boolean trained = before != null && before.trains() && task.isOfBackbone(before);
        boolean same = before != null && now.saysTheSame(before);
        if (same && trained == now.trains()) {
            return;
        }
        task.wantChallenge(clock.instant());
        task.fresh().remove(imageId);
        if (trained && !same) {
            task.exampleChanged(imageId);
            task.due().atOnce();
        } else if (trained || now.trains()) {
            task.due().changed(clock.instant());
        }
        if (now.trains()) {
            task.fresh().add(imageId);
            task.stepWanted = true;
        }
    }
}
