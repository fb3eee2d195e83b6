package io.clipstream.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.adapter.AdapterArtifact;
import io.clipstream.adapter.Tensor;
import io.clipstream.schemas.AdapterRecord;
import io.clipstream.schemas.AdapterVersion;
import io.clipstream.schemas.ChampionPointer;
import io.clipstream.schemas.Lineage;
import io.clipstream.schemas.Prediction;
import io.clipstream.schemas.ScoringPolicy;
import io.clipstream.scoring.ScoringEngine;
import io.clipstream.scoring.SimulatedPreprocessor;
import io.clipstream.scoring.VersionLoader;
import io.clipstream.scoring.VersionRegistry;
import io.clipstream.testing.Patience;
import io.clipstream.testing.Stack;
import io.clipstream.testing.StackExtension;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
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
            publish(producer, topics, 1);
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
                        send(producer, topics, sent++);
                    }
                    publish(producer, topics, version);
                    if (version == CORRUPT) {
                        // A tail that reads two pointers at once goes straight to the later one.
                        Patience.await().until(() -> !refusals.isEmpty());
                    }
                    int seen = sent - 4 * PER_SWAP;
                    predictions.until(() -> predictions.records().size() >= seen);
                }
                Patience.await().until(() -> registry.snapshot().of("tiles").version() == SWAPS);
                for (int i = 0; i < PER_SWAP; i++) {
                    send(producer, topics, sent++);
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

    private static void publish(KafkaProducer<String, byte[]> producer, Topics topics, int number) {
        float[] text = new float[2 * ScoreFixture.DIMENSION];
        text[0] = 1;
        text[ScoreFixture.DIMENSION + 1] = 1;
        AdapterArtifact artifact = new AdapterArtifact(
                "zero-shot",
                "model",
                ScoreFixture.DIMENSION,
                List.of("a", "b"),
                "revision",
                number / 10f,
                Map.of("text", new Tensor(new int[] {2, ScoreFixture.DIMENSION}, text)));
        Lineage lineage = new Lineage(
                null, "zero-shot", "", "", "", "", 0L, 0, List.of(), List.of(), Instant.EPOCH, 0L, Map.of(), "cpu");
        AdapterVersion.Builder version =
                AdapterVersion.newBuilder(AdapterRecords.version("tiles", number, artifact, lineage));
        if (number == CORRUPT) {
            version.setTensorsSha256(ByteBuffer.wrap(new byte[32]));
        }
        ScoringPolicy policy = new ScoringPolicy(5, 0.0f, 0.0f);
        put(producer, topics, "tiles/" + number, new AdapterRecord(version.build()));
        put(
                producer,
                topics,
                "tiles",
                new AdapterRecord(new ChampionPointer("tiles", (long) number, "model", Instant.EPOCH, "gate", policy)));
        producer.flush();
    }

    private static void put(KafkaProducer<String, byte[]> producer, Topics topics, String key, AdapterRecord value) {
        String topic = topics.adapters().name();
        byte[] bytes = topics.adapters().values().serializer().serialize(topic, value);
        producer.send(new ProducerRecord<>(topic, TaskPartitioner.partition("tiles", 2), key, bytes));
    }

    private static void send(KafkaProducer<String, byte[]> producer, Topics topics, int number) {
        String topic = topics.images().name();
        byte[] value =
                topics.images().values().serializer().serialize(topic, ScoreFixture.image("tiles", 8 * (number % 10)));
        producer.send(new ProducerRecord<>(topic, number % 2, "image-" + number, value));
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
