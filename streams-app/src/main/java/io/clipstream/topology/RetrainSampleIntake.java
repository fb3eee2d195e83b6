package io.clipstream.topology;

import io.clipstream.schemas.SampledFeature;
import java.time.Clock;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.Record;

/** Takes in the sample of unlabelled features. Belongs to one stream thread. */
final class RetrainSampleIntake {
    private final IncomingDecoder<SampledFeature> decoder;
    private final RetrainState state;
    private final RetrainLetters letters;
    private final Clock clock;

    RetrainSampleIntake(Topics topics, RetrainState state, RetrainLetters letters, Clock clock) {
        this.decoder = new IncomingDecoder<>(topics.featureSample());
        this.state = state;
        this.letters = letters;
        this.clock = clock;
    }

    /** Takes a record in; what is wrong with it is told by its dead letter. */
    void take(Record<byte[], byte[]> record, SourcePosition at) {
        Incoming<SampledFeature> incoming = decoder.decode(record.key(), record.value());
        if (incoming.isRefused()) {
            letters.refuse(record, at, incoming.reason(), incoming.message());
            return;
        }
        String name = TaskKeys.taskOf(incoming.key());
        String imageId = TaskKeys.idOf(incoming.key());
        SampledFeature feature = incoming.value();
        boolean fits =
                feature == null || incoming.key().equals(TaskKeys.within(feature.getTask(), feature.getImageId()));
        if (!TaskKeys.isTaskName(name)
                || imageId.isEmpty()
                || TaskKeys.imageIdProblem(imageId).isPresent()
                || !fits) {
            letters.refuse(record, at, Reason.BAD_KEY, "the key must be task/image id, it is '" + incoming.key() + "'");
            return;
        }
        RetrainTask task = feature == null ? state.known(name) : state.task(name);
        boolean changed = true;
        if (feature == null) {
            changed = state.removeSampled(task, imageId);
        } else {
            Optional<String> problem = RetrainSample.problem(feature);
            if (problem.isPresent()) {
                letters.refuse(record, at, Reason.INVALID_FIELD, problem.get());
                changed = state.removeSampled(task, imageId);
            } else {
                state.put(task, feature);
            }
        }
        if (changed) {
            task.due().sampled(clock.instant());
        }
    }
}
