package io.clipstream.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.schemas.Prediction;
import io.clipstream.scoring.ScoringEngine;
import io.clipstream.scoring.SimulatedPreprocessor;
import io.clipstream.scoring.VersionLoader;
import io.clipstream.scoring.VersionRegistry;
import io.clipstream.testing.Patience;
import io.clipstream.testing.Stack;
import io.clipstream.testing.StackExtension;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A partition goes from an instance that uses a version to one that has not heard of it. */
@ExtendWith(StackExtension.class)
class ScoreTakeoverIT {
    private static final int IMAGES = 40;

    @Test
    void aNewOwnerScoresNothingBeforeItKnowsTheVersionsOfTheOneBefore(Stack stack, @TempDir Path state)
            throws Exception {
        // Given an instance that scores with version 2, and one that is stuck at version 1
        Topics topics = ScoreFixture.topics(stack.prefix(), stack.registryUrl(), 2);
        stack.createTopic("images", 2);
        stack.createTopic("adapters", 2, Map.of("cleanup.policy", "compact"));
        for (String output : List.of("predictions", "review-queue", "dead-letters")) {
            stack.createTopic(output, 1);
        }
        Gate gate = new Gate();
        try (KafkaProducer<String, byte[]> producer =
                        stack.producer(new StringSerializer(), new ByteArraySerializer());
                Instance first = new Instance(stack, topics, state.resolve("first"), new Gate());
                Instance second = new Instance(stack, topics, state.resolve("second"), gate);
                ScoreReader<Prediction> predictions = new ScoreReader<>(
                        stack,
                        topics.predictions().name(),
                        topics.predictions().values().deserializer())) {
            SwapFixture.publish(producer, topics, 1, false);
            first.start();
            second.awaitVersion(1);
            gate.close();
            SwapFixture.publish(producer, topics, 2, false);
            first.awaitVersion(2);
            send(producer, topics, 0);
            predictions.until(() -> predictions.records().size() >= IMAGES);

            // When the second takes the partitions over and gets images
            second.start();
            first.stop();
            send(producer, topics, IMAGES);
            Patience.await().until(() -> second.drain.open() == IMAGES);
            predictions.during(Duration.ofSeconds(1));
            assertThat(predictions.records()).hasSize(IMAGES);
            assertThat(second.versions.snapshot().of(SwapFixture.TASK).version())
                    .isEqualTo(1);
            gate.open();

            // Then it scores them with version 2 as soon as that has arrived
            predictions.until(() -> predictions.records().size() >= 2 * IMAGES);
            assertThat(predictions.records()).hasSize(2 * IMAGES);
            assertThat(predictions.records().stream().map(r -> r.value().getAdapterVersion()))
                    .containsOnly(2L);
        }
    }

    private static void send(KafkaProducer<String, byte[]> producer, Topics topics, int from) {
        for (int i = from; i < from + IMAGES; i++) {
            SwapFixture.send(producer, topics, i);
        }
        producer.flush();
    }

    /** A scoring instance of its own, but for the JVM. */
    private static final class Instance implements AutoCloseable {
        final VersionRegistry versions = new VersionRegistry();
        final ScoreDrain drain = new ScoreDrain();
        private final ScoringEngine engine =
                ScoreFixture.engine(versions, new SimulatedPreprocessor(ScoreFixture.SIDE), Duration.ofMillis(2));
        private final RecordFetcher fetcher;
        private final AdapterTail tail;
        private final KafkaStreams streams;

        Instance(Stack stack, Topics topics, Path state, Gate gate) {
            Map<String, Object> client = Map.of("bootstrap.servers", stack.bootstrapServers());
            fetcher = new KafkaRecordFetcher(client, Duration.ofSeconds(10));
            tail = AdapterTail.start(
                    () -> gate.consumer(stack.bootstrapServers()),
                    topics.adapters(),
                    fetcher,
                    new VersionLoader("model", ScoreFixture.DIMENSION),
                    versions,
                    AdapterTailListener.NONE);
            streams = ScoreChild.streams(
                    stack.bootstrapServers(),
                    stack.registryUrl(),
                    stack.prefix(),
                    state.toString(),
                    true,
                    Map.of(),
                    engine,
                    tail,
                    drain);
        }

        void start() throws Exception {
            Patience.limited(tail.ready()).get();
            streams.start();
            Patience.await().until(() -> streams.state() == KafkaStreams.State.RUNNING);
        }

        void awaitVersion(long version) {
            Patience.await()
                    .until(() -> versions.snapshot().of(SwapFixture.TASK) != null
                            && versions.snapshot().of(SwapFixture.TASK).version() == version);
        }

        void stop() {
            streams.close();
        }

        @Override
        public void close() {
            streams.close();
            tail.close();
            fetcher.close();
            engine.close();
        }
    }

    /** While it is shut, nothing new comes from the adapters topic. */
    private static final class Gate {
        private final CountDownLatch closed = new CountDownLatch(1);
        private volatile boolean shut;

        /** Returns once nothing that is on its way can come any more. */
        void close() throws InterruptedException {
            shut = true;
            assertThat(closed.await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
        }

        void open() {
            shut = false;
        }

        Consumer<byte[], byte[]> consumer(String brokers) {
            Map<String, Object> settings = new HashMap<>(Map.of("bootstrap.servers", brokers));
            settings.put("isolation.level", "read_committed");
            settings.put("enable.auto.commit", false);
            settings.put("auto.offset.reset", "earliest");
            return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer()) {
                @Override
                public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
                    resume(paused());
                    if (shut) {
                        pause(assignment());
                        closed.countDown();
                    }
                    return super.poll(timeout);
                }
            };
        }
    }
}
