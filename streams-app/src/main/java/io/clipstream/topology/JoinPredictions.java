package io.clipstream.topology;

import io.clipstream.schemas.CollectedItem;
import io.clipstream.schemas.PendingCorrection;
import io.clipstream.schemas.Prediction;
import io.clipstream.schemas.SampledFeature;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.WindowStore;

/**
 * The predictions' side of the join: notes where each lies, serves corrections that were waiting for it, and passes on what
 * may belong to the feature sample.
 */
final class JoinPredictions extends ContextualProcessor<byte[], byte[], Object, Object> {
    private final IncomingDecoder<Prediction> decoder;
    private final CollectConfig config;
    private final JoinSampleFilter sample;
    private final Clock clock;
    private WindowStore<String, Long> index;
    private KeyValueStore<String, PendingCorrection> pending;

    JoinPredictions(Topic<Prediction> predictions, CollectConfig config, Clock clock) {
        this.decoder = new IncomingDecoder<>(predictions);
        this.config = config;
        this.sample = new JoinSampleFilter(config.samplePerPeriod());
        this.clock = clock;
    }

    @Override
    public void init(ProcessorContext<Object, Object> context) {
        super.init(context);
        index = context.getStateStore(CollectStores.INDEX);
        pending = context.getStateStore(CollectStores.PENDING);
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        SourcePosition at = StreamsRecords.position(context(), record);
        Optional<String> tooLarge = StreamsRecords.tooLarge(record, PredictionRules.LARGEST);
        if (tooLarge.isPresent()) {
            refuse(record, at, Reason.INVALID_FIELD, tooLarge.get());
            return;
        }
        Incoming<Prediction> incoming = decoder.decode(record.key(), record.value());
        if (incoming.isRefused() || incoming.value() == null) {
            refuse(
                    record,
                    at,
                    incoming.isRefused() ? incoming.reason() : Reason.UNEXPECTED_TOMBSTONE,
                    incoming.isRefused() ? incoming.message() : "a prediction has a value");
            return;
        }
        Prediction prediction = incoming.value();
        Optional<String> problem = PredictionRules.problem(incoming.key(), prediction);
        if (problem.isPresent()) {
            refuse(record, at, Reason.INVALID_FIELD, problem.get());
            return;
        }
        String key = TaskKeys.within(prediction.getTask(), incoming.key());
        index.put(key, at.offset(), record.timestamp());
        serveWaiting(key, prediction, record.timestamp());
        offerToSample(incoming.key(), prediction, record.timestamp());
    }

    private void refuse(Record<byte[], byte[]> record, SourcePosition at, Reason reason, String message) {
        context()
                .forward(
                        StreamsRecords.deadLetter(record, Stage.COLLECT, reason, message, at, clock),
                        CollectTopology.JOIN_DEAD_LETTERS);
    }

    private void serveWaiting(String key, Prediction prediction, long timestamp) {
        List<KeyValue<String, PendingCorrection>> waiting = new ArrayList<>();
        try (KeyValueIterator<String, PendingCorrection> range =
                pending.range(key + CollectStores.END, key + (char) (CollectStores.END + 1))) {
            range.forEachRemaining(waiting::add);
        }
        for (KeyValue<String, PendingCorrection> one : waiting) {
            pending.delete(one.key);
            context().forward(JoinMatch.record(one.value, prediction, timestamp), CollectTopology.JOINED);
        }
    }

    private void offerToSample(String imageId, Prediction prediction, long timestamp) {
        long eventTime = prediction.getEventTime().toEpochMilli();
        long length = config.samplePeriod().toMillis();
        if (eventTime > timestamp + length) {
            // A clock that is far ahead would end the current periods for all other images.
            return;
        }
        long period = Math.floorDiv(eventTime, length);
        long hash = SelectSample.hash(imageId);
        if (sample.passes(prediction.getTask(), hash, period)) {
            SampledFeature feature = new SampledFeature(
                    prediction.getTask(), imageId, hash, period, prediction.getFeature(), prediction.getModelId());
            context()
                    .forward(
                            new Record<>(
                                    TaskKeys.within(prediction.getTask(), imageId),
                                    new CollectedItem(feature),
                                    timestamp),
                            CollectTopology.JOINED);
        }
    }
}
