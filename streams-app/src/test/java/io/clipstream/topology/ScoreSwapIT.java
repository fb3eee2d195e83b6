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
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(StackExtension.class)
class ScoreSwapIT {
    private static final int SWAPS = 60;
    private static final int CORRUPT = 31;
    private static final int PER_SWAP = 20;

    @Test
    void swapsVersionsUnderLoadWithoutLossMixOrStepBackAndKeepsTheLastGoodOne(Stack stack, @TempDir Path state)
            throws Exception {
        // Given
        Topics topics = ScoreFixture.topics(stack.prefix(), stack.registryUrl(), 2);
        stack.createTopic("images", 2);
        stack.createTopic("adapters", 2, Map.of("cleanup.policy", "compact"));
        for (String output : List.of("predictions", "review-queue", "dead-letters")) {
            stack.createTopic(output, 1);
        }
        VersionRegistry registry = new VersionRegistry();
        List<String> refusals = Collections.synchronizedList(new ArrayList<>());
        Map<String, Object> client = Map.of("bootstrap.servers", stack.bootstrapServers());
        try (KafkaProducer<String, byte[]> producer =
                        stack.producer(new StringSerializer(), new ByteArraySerializer());
                RecordFetcher fetcher = new KafkaRecordFetcher(client, Duration.ofSeconds(10));
                ScoringEngine engine = ScoreFixture.engine(
                        registry, new SimulatedPreprocessor(ScoreFixture.SIDE), Duration.ofMillis(2));
                ScoreReader<Prediction> predictions = new ScoreReader<>(
                        stack,
                        topics.predictions().name(),
                        topics.predictions().values().deserializer())) {
            SwapFixture.publish(producer, topics, 1, false);
            try (AdapterTail tail = AdapterTail.start(
                            client,
                            topics.adapters(),
                            fetcher,
                            new VersionLoader("model", ScoreFixture.DIMENSION),
                            registry,
                            listener(refusals));
                    KafkaStreams streams = ScoreChild.streams(
                            stack.bootstrapServers(),
                            stack.registryUrl(),
                            stack.prefix(),
                            state.toString(),
                            true,
                            engine)) {
                Patience.limited(tail.ready()).get();
                assertThat(registry.snapshot().of("tiles").version()).isEqualTo(1);
                streams.start();

                // When versions are published while images flow, one of them corrupt
                int sent = 0;
                for (int version = 2; version <= SWAPS; version++) {
                    for (int i = 0; i < PER_SWAP; i++) {
                        SwapFixture.send(producer, topics, sent++);
                    }
                    SwapFixture.publish(producer, topics, version, version == CORRUPT);
                    if (version == CORRUPT) {
                        // A tail that reads two pointers at once goes straight to the later one.
                        Patience.await().until(() -> !refusals.isEmpty());
                    }
                    int seen = sent - 4 * PER_SWAP;
                    predictions.until(() -> predictions.records().size() >= seen);
                }
                Patience.await().until(() -> registry.snapshot().of("tiles").version() == SWAPS);
                for (int i = 0; i < PER_SWAP; i++) {
                    SwapFixture.send(producer, topics, sent++);
                }
                producer.flush();
                int images = sent;
                predictions.until(() -> predictions.records().size() >= images);

                // Then
                assertThat(predictions.records().stream()
                                .map(ConsumerRecord::key)
                                .distinct())
                        .hasSize(images);
                assertThat(predictions.records()).hasSize(images);
                assertNoMixAndNoStepBack(predictions.records());
                assertThat(refusals).hasSize(1);
                assertThat(refusals.get(0)).contains("version " + CORRUPT).contains("tensorsSha256");
            }
        }
    }

    private static void assertNoMixAndNoStepBack(List<ConsumerRecord<String, Prediction>> records) {
        Map<Integer, Long> last = new HashMap<>();
        for (ConsumerRecord<String, Prediction> record : records) {
            Prediction prediction = record.value();
            long version = prediction.getAdapterVersion();
            int partition = prediction.getImage().getPartition();
            assertThat(version).isNotEqualTo(CORRUPT).isGreaterThanOrEqualTo(last.getOrDefault(partition, 0L));
            last.put(partition, version);
            // The images are one-hot on the first class, and the version is the logit scale in tenths.
            double expected = 1 / (1 + Math.exp(-version / 10.0));
            assertThat((double) prediction.getTop().get(0).getProbability())
                    .isCloseTo(expected, org.assertj.core.data.Offset.offset(1e-5));
        }
        // What was sent once the last version was live has it, in both partitions.
        assertThat(last).containsOnly(Map.entry(0, (long) SWAPS), Map.entry(1, (long) SWAPS));
    }

    private static AdapterTailListener listener(List<String> refusals) {
        return new AdapterTailListener() {
            @Override
            public void refused(String task, String reason) {
                refusals.add(reason);
            }
        };
    }
}
