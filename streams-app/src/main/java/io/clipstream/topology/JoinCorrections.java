package io.clipstream.topology;

import io.clipstream.schemas.Coordinates;
import io.clipstream.schemas.CorrectionKind;
import io.clipstream.schemas.PendingCorrection;
import io.clipstream.schemas.Prediction;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.WindowStore;
import org.apache.kafka.streams.state.WindowStoreIterator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The corrections' side of the join: finds each correction's prediction, reads it again, and passes both on to select.
 *
 * <p>A correction stays in the store until it is passed on or refused; what is being read lives in memory only and is asked
 * for again after a restart. Reads complete on the fetcher's thread and are looked at from the stream thread alone.
 */
final class JoinCorrections extends ContextualProcessor<String, PendingCorrection, Object, Object> {
    private static final Logger LOG = LoggerFactory.getLogger(JoinCorrections.class);

    private static final Instant END_OF_TIME = Instant.ofEpochMilli(Long.MAX_VALUE);

    /** After an outage of the role, what came meanwhile is read before anything is given up. */
    private static final Duration CATCH_UP = Duration.ofMinutes(10);

    private final Topic<Prediction> predictions;
    private final IncomingDecoder<Prediction> decoder;
    private final RecordFetcher fetcher;
    private final CollectConfig config;
    private final Clock clock;
    private final Map<String, CompletableFuture<Optional<ConsumerRecord<byte[], byte[]>>>> reading = new HashMap<>();
    private final Set<String> badCoordinates = new HashSet<>();
    private final Set<String> unreadCoordinates = new HashSet<>();
    private final PriorityQueue<Due> retries = new PriorityQueue<>();
    private final PriorityQueue<Due> deadlines = new PriorityQueue<>();
    private final Map<String, Long> waitsUntil = new HashMap<>();
    private WindowStore<String, Long> index;
    private KeyValueStore<String, PendingCorrection> pending;

    /** Something to be done with a waiting correction at a time. */
    private record Due(long at, String key) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            return at != other.at ? Long.compare(at, other.at) : key.compareTo(other.key);
        }
    }

    JoinCorrections(Topic<Prediction> predictions, RecordFetcher fetcher, CollectConfig config, Clock clock) {
        this.predictions = predictions;
        this.decoder = new IncomingDecoder<>(predictions);
        this.fetcher = fetcher;
        this.config = config;
        this.clock = clock;
    }

    @Override
    public void init(ProcessorContext<Object, Object> context) {
        super.init(context);
        index = context.getStateStore(CollectStores.INDEX);
        pending = context.getStateStore(CollectStores.PENDING);
        try (KeyValueIterator<String, PendingCorrection> all = pending.all()) {
            all.forEachRemaining(one -> {
                await(one.key, one.value);
                retries.add(new Due(0, one.key));
            });
        }
        context.schedule(config.punctuation(), PunctuationType.WALL_CLOCK_TIME, now -> advance());
    }

    @Override
    public void process(Record<String, PendingCorrection> record) {
        PendingCorrection correction = record.value();
        if (correction.getCorrection().getKind() == CorrectionKind.WITHDRAWAL) {
            // It needs no feature, so it is not held up by a prediction that is late or gone.
            context().forward(JoinMatch.record(correction, null, record.timestamp()), CollectTopology.JOINED);
            return;
        }
        String key = CollectStores.pendingKey(correction);
        pending.put(key, correction);
        await(key, correction);
        read(key, correction);
    }

    /** Starts reading the prediction, if it is known where it lies; otherwise the correction waits for it. */
    private void read(String key, PendingCorrection correction) {
        Coordinates given = correction.getCorrection().getPrediction();
        boolean hasPlace =
                given != null && given.getTopic().equals(predictions.name()) && !badCoordinates.contains(key);
        if (hasPlace && !unreadCoordinates.contains(key)) {
            reading.put(key, fetcher.fetch(given.getTopic(), given.getPartition(), given.getOffset()));
            return;
        }
        Long offset = latestOffset(CollectStores.imageKey(correction));
        if (offset == null && hasPlace) {
            // The brokers' fault, perhaps, and the index need not know the image.
            reading.put(key, fetcher.fetch(given.getTopic(), given.getPartition(), given.getOffset()));
        } else if (offset != null) {
            reading.put(
                    key, fetcher.fetch(predictions.name(), context().taskId().partition(), offset));
        }
    }

    private Long latestOffset(String imageKey) {
        try (WindowStoreIterator<Long> entries = index.backwardFetch(imageKey, Instant.EPOCH, END_OF_TIME)) {
            return entries.hasNext() ? entries.next().value : null;
        }
    }

    private void advance() {
        for (String key : List.copyOf(reading.keySet())) {
            if (reading.get(key).isDone()) {
                finish(key, reading.remove(key));
            }
        }
        for (String key : due(retries)) {
            PendingCorrection correction = pending.get(key);
            if (correction != null && !reading.containsKey(key)) {
                read(key, correction);
            }
        }
        for (String key : due(deadlines)) {
            PendingCorrection correction = pending.get(key);
            if (correction == null) {
                waitsUntil.remove(key);
            } else if (waitsUntil.get(key) <= clock.millis()) {
                refuse(
                        key,
                        correction,
                        "no prediction of image '" + correction.getImageId() + "' by task '"
                                + correction.getCorrection().getTask() + "' came within " + config.unmatchedAfter());
            }
        }
    }

    private void finish(String key, CompletableFuture<Optional<ConsumerRecord<byte[], byte[]>>> read) {
        PendingCorrection correction = pending.get(key);
        if (correction == null) {
            // Its prediction came by meanwhile.
            badCoordinates.remove(key);
            unreadCoordinates.remove(key);
            return;
        }
        Optional<ConsumerRecord<byte[], byte[]>> found;
        try {
            found = read.join();
        } catch (CompletionException e) {
            LOG.warn("reading the prediction of {} failed, trying again", key, e.getCause());
            if (correction.getCorrection().getPrediction() != null) {
                // A place where nothing lies yet is waited for in vain: the index may know where the prediction lies.
                unreadCoordinates.add(key);
            }
            retries.add(new Due(clock.millis() + config.fetchRetry().toMillis(), key));
            return;
        }
        Optional<Prediction> prediction = found.flatMap(record -> predictionOf(correction, record));
        if (prediction.isPresent()) {
            drop(key);
            context().forward(JoinMatch.record(correction, prediction.get(), clock.millis()), CollectTopology.JOINED);
        } else if (unreadCoordinates.remove(key)
                || correction.getCorrection().getPrediction() != null && badCoordinates.add(key)) {
            read(key, correction);
        } else {
            refuse(
                    key,
                    correction,
                    "the prediction of image '" + correction.getImageId() + "' is no longer in topic "
                            + predictions.name());
        }
    }

    /** The prediction in a record that was read, if it is one of that image and task. */
    private Optional<Prediction> predictionOf(PendingCorrection correction, ConsumerRecord<byte[], byte[]> record) {
        Incoming<Prediction> incoming = decoder.decode(record.key(), record.value());
        boolean fits = incoming.value() != null
                && incoming.key().equals(correction.getImageId())
                && incoming.value().getTask().equals(correction.getCorrection().getTask())
                && PredictionRules.problem(incoming.key(), incoming.value()).isEmpty();
        return fits ? Optional.of(incoming.value()) : Optional.empty();
    }

    /**
     * Sets its deadline: its time to live from when collect first saw it, but here at least as long as it takes to read what
     * may lie unread in the predictions topic after an outage.
     */
    private void await(String key, PendingCorrection correction) {
        Duration least = config.unmatchedAfter().compareTo(CATCH_UP) < 0 ? config.unmatchedAfter() : CATCH_UP;
        long until = Math.max(
                correction.getArrivedAt().plus(config.unmatchedAfter()).toEpochMilli(),
                clock.instant().plus(least).toEpochMilli());
        waitsUntil.put(key, until);
        deadlines.add(new Due(until, key));
    }

    private List<String> due(PriorityQueue<Due> queue) {
        List<String> keys = new ArrayList<>();
        while (!queue.isEmpty() && queue.peek().at() <= clock.millis()) {
            keys.add(queue.poll().key());
        }
        return keys;
    }

    private void drop(String key) {
        pending.delete(key);
        waitsUntil.remove(key);
        reading.remove(key);
        badCoordinates.remove(key);
        unreadCoordinates.remove(key);
    }

    private void refuse(String key, PendingCorrection correction, String message) {
        drop(key);
        Record<byte[], byte[]> letter = CollectOriginals.deadLetter(
                correction.getOriginal(), Stage.COLLECT, Reason.UNMATCHED, message, clock.millis());
        context().forward(letter, CollectTopology.JOIN_DEAD_LETTERS);
    }
}
