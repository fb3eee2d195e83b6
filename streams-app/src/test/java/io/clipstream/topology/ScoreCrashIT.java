package io.clipstream.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.app.quickstart.ChildJvm;
import io.clipstream.schemas.ImageEvent;
import io.clipstream.schemas.Prediction;
import io.clipstream.scoring.SimulatedPreprocessor;
import io.clipstream.testing.Stack;
import io.clipstream.testing.StackExtension;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(StackExtension.class)
class ScoreCrashIT {
    private static final int IMAGES = 2000;
    private static final int EVERY_BAD = 50;

    @ParameterizedTest
    @ValueSource(strings = {"exactly-once", "at-least-once"})
    void losesNoImageWhenItsProcessIsKilledAgainAndAgain(String guarantee, Stack stack, @TempDir Path state)
            throws Exception {
        // Given numbered images, a bad one now and then, in two partitions
        String prefix = stack.name(guarantee + ".");
        Topics topics = ScoreFixture.topics(prefix, stack.registryUrl(), 2);
        stack.createTopic(guarantee + ".images", 2);
        for (String output : List.of("predictions", "review-queue", "dead-letters")) {
            stack.createTopic(guarantee + "." + output, 1);
        }
        produce(stack, topics);

        try (ScoreReader<Prediction> predictions = new ScoreReader<>(
                        stack,
                        topics.predictions().name(),
                        topics.predictions().values().deserializer());
                ScoreReader<byte[]> letters =
                        ScoreReader.bytes(stack, topics.deadLetters().name())) {
            // When the scorer is killed in the middle, twice
            for (int seen : new int[] {300, 900}) {
                ChildJvm child = child(stack, prefix, state, guarantee);
                try {
                    predictions.until(() -> predictions.records().size() >= seen);
                } finally {
                    child.kill();
                }
            }
            ChildJvm last = child(stack, prefix, state, guarantee);
            try {
                predictions.until(() -> ids(predictions.records()).size() >= good());
                letters.until(() -> ids(letters.records()).size() >= IMAGES - good());
                predictions.during(Duration.ofSeconds(2));
            } finally {
                last.kill();
            }

            // Then
            assertThat(ids(predictions.records())).hasSize(good());
            assertThat(ids(letters.records())).hasSize(IMAGES - good());
            if (guarantee.equals("exactly-once")) {
                assertThat(predictions.records()).hasSize(good());
                assertThat(letters.records()).hasSize(IMAGES - good());
                assertInOrder(predictions.records());
            }
        }
    }

    private static void assertInOrder(List<ConsumerRecord<String, Prediction>> records) {
        Map<Integer, Long> last = new HashMap<>();
        for (ConsumerRecord<String, Prediction> record : records) {
            int partition = record.value().getImage().getPartition();
            long offset = record.value().getImage().getOffset();
            assertThat(offset).isGreaterThan(last.getOrDefault(partition, -1L));
            last.put(partition, offset);
        }
    }

    private static void produce(Stack stack, Topics topics) {
        try (KafkaProducer<String, byte[]> producer =
                stack.producer(new StringSerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < IMAGES; i++) {
                int first = i % EVERY_BAD == 0 ? SimulatedPreprocessor.UNREADABLE : i % 100;
                ImageEvent event = ScoreFixture.image(ScoreChild.TASK, first);
                byte[] value = topics.images()
                        .values()
                        .serializer()
                        .serialize(topics.images().name(), event);
                producer.send(new ProducerRecord<>(topics.images().name(), i % 2, "image-" + i, value));
            }
        }
    }

    private static ChildJvm child(Stack stack, String prefix, Path state, String guarantee) throws Exception {
        return ChildJvm.start(
                ScoreChild.class, stack.bootstrapServers(), stack.registryUrl(), prefix, state.toString(), guarantee);
    }

    private static int good() {
        return IMAGES - IMAGES / EVERY_BAD;
    }

    private static <V> Set<String> ids(List<ConsumerRecord<String, V>> records) {
        return records.stream().map(ConsumerRecord::key).collect(Collectors.toCollection(TreeSet::new));
    }
}
