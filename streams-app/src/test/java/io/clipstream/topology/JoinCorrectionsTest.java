package io.clipstream.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.schemas.Coordinates;
import io.clipstream.schemas.Correction;
import io.clipstream.schemas.OriginalRecord;
import io.clipstream.schemas.PendingCorrection;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.WindowStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JoinCorrectionsTest {
    private static final Duration TIME_TO_LIVE = Duration.ofMinutes(5);

    @TempDir
    private Path folder;

    private final Topics topics = LearningRecords.topics();
    private final LearningDriver.TestClock clock = new LearningDriver.TestClock();
    private MockProcessorContext<Object, Object> context;
    private KeyValueStore<String, PendingCorrection> pending;

    @BeforeEach
    void makeStores() {
        context = new MockProcessorContext<>(new Properties(), new TaskId(0, 0), folder.toFile());
        for (StoreBuilder<?> builder : CollectStores.join(LearningRecords.SERDES, Duration.ofDays(1))) {
            StateStore store = builder.withLoggingDisabled().build();
            store.init(context.getStateStoreContext(), store);
            context.addStateStore(store);
        }
        pending = context.getStateStore(CollectStores.PENDING);
    }

    @AfterEach
    void closeStores() {
        pending.close();
        context.<WindowStore<String, Long>>getStateStore(CollectStores.INDEX).close();
    }

    @Test
    void readsWhatCameDuringAnOutageBeforeItGivesACorrectionUp() {
        // Given a correction that came an hour ago, longer than it lives, and then an outage of the role
        PendingCorrection waiting = correction(clock.instant().minus(Duration.ofHours(1)));
        pending.put(CollectStores.pendingKey(waiting), waiting);

        // When the role is back, and its clock ticks before it has read any prediction
        start();
        tick();

        // Then the correction still waits
        assertThat(context.forwarded()).isEmpty();

        // When nothing comes for as long as a correction lives
        clock.advance(TIME_TO_LIVE);
        tick();

        // Then it is given up
        assertThat(letters()).hasSize(1);
        assertThat(pending.get(CollectStores.pendingKey(waiting))).isNull();
    }

    @Test
    void readsOnBeforeItGivesUpACorrectionThatItGetsLate() {
        // Given a role whose join was away while its intake went on
        JoinCorrections join = start();

        // When an old correction reaches it
        join.process(new Record<>("a", correction(clock.instant().minus(Duration.ofHours(1))), 0));
        tick();

        // Then it waits here as well
        assertThat(context.forwarded()).isEmpty();
        clock.advance(TIME_TO_LIVE);
        tick();
        assertThat(letters()).hasSize(1);
    }

    @Test
    void believesAPlaceThatCouldOnlyNotBeReadForAWhile() {
        // Given a correction that says where its prediction lies, which no index knows
        AtomicInteger reads = new AtomicInteger();
        byte[] value = topics.predictions()
                .values()
                .serializer()
                .serialize(topics.predictions().name(), LearningRecords.prediction("a"));
        ConsumerRecord<byte[], byte[]> record =
                new ConsumerRecord<>(topics.predictions().name(), 0, 7, new byte[] {'a'}, value);
        JoinCorrections join = start((topic, partition, offset) -> reads.incrementAndGet() == 1
                ? CompletableFuture.failedFuture(new TimeoutException("no leader"))
                : CompletableFuture.completedFuture(Optional.of(record)));
        PendingCorrection correction =
                correction(clock.instant(), new Coordinates(record.topic(), 0, 7L, clock.instant()));

        // When the brokers do not answer the first time
        join.process(new Record<>("a", correction, 0));
        tick();
        assertThat(context.forwarded()).isEmpty();
        clock.advance(Duration.ofSeconds(1));
        tick();
        tick();

        // Then it is read there once they do
        assertThat(context.forwarded(CollectTopology.JOINED)).hasSize(1);
        assertThat(pending.get(CollectStores.pendingKey(correction))).isNull();
        assertThat(reads).hasValue(2);
    }

    @Test
    void looksForAPredictionInTheIndexWhereItsPlaceCannotBeRead() {
        // Given a correction with a place where nothing will ever lie, and an index that knows better
        byte[] value = topics.predictions()
                .values()
                .serializer()
                .serialize(topics.predictions().name(), LearningRecords.prediction("a"));
        ConsumerRecord<byte[], byte[]> record =
                new ConsumerRecord<>(topics.predictions().name(), 0, 3, new byte[] {'a'}, value);
        JoinCorrections join = start((topic, partition, offset) -> offset == 3
                ? CompletableFuture.completedFuture(Optional.of(record))
                : CompletableFuture.failedFuture(new TimeoutException("no answer in time")));
        PendingCorrection correction =
                correction(clock.instant(), new Coordinates(record.topic(), 0, 9_999L, clock.instant()));
        context.<WindowStore<String, Long>>getStateStore(CollectStores.INDEX)
                .put(CollectStores.imageKey(correction), 3L, clock.millis());

        // When
        join.process(new Record<>("a", correction, 0));
        tick();
        clock.advance(Duration.ofSeconds(1));
        tick();
        tick();

        // Then
        assertThat(context.forwarded(CollectTopology.JOINED)).hasSize(1);
    }

    private JoinCorrections start() {
        return start((topic, partition, offset) -> CompletableFuture.completedFuture(Optional.empty()));
    }

    private JoinCorrections start(Log log) {
        CollectConfig defaults = CollectConfig.defaults();
        CollectConfig config = new CollectConfig(
                Duration.ofDays(1),
                TIME_TO_LIVE,
                Duration.ofSeconds(1),
                Duration.ofMillis(10),
                4,
                Duration.ofHours(1),
                Optional.empty(),
                defaults.policy(),
                defaults.clockTolerance());
        JoinCorrections join = new JoinCorrections(topics.predictions(), new Reading(log), config, clock);
        join.init(context);
        return join;
    }

    private void tick() {
        context.scheduledPunctuators().forEach(p -> p.getPunctuator().punctuate(clock.millis()));
    }

    private List<? extends MockProcessorContext.CapturedForward<?, ?>> letters() {
        return context.forwarded(CollectTopology.JOIN_DEAD_LETTERS);
    }

    private PendingCorrection correction(Instant arrived) {
        return correction(arrived, null);
    }

    private PendingCorrection correction(Instant arrived, Coordinates prediction) {
        Correction said = Correction.newBuilder(LearningRecords.correction("dog", "ann", 5))
                .setPrediction(prediction)
                .build();
        OriginalRecord original = new OriginalRecord(
                ByteBuffer.wrap(new byte[] {1}),
                ByteBuffer.wrap(new byte[] {2}),
                List.of(),
                new Coordinates("corrections", 0, 0L, arrived));
        return new PendingCorrection("a", said, original, arrived);
    }

    /** What lies at a place. */
    private interface Log {
        CompletableFuture<Optional<ConsumerRecord<byte[], byte[]>>> at(String topic, int partition, long offset);
    }

    private record Reading(Log log) implements RecordFetcher {
        @Override
        public CompletableFuture<Optional<ConsumerRecord<byte[], byte[]>>> fetch(
                String topic, int partition, long offset) {
            return log.at(topic, partition, offset);
        }

        @Override
        public void close() {}
    }
}
