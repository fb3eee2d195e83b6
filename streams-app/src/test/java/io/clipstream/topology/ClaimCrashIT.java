package io.clipstream.topology;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.clipstream.app.quickstart.ChildJvm;
import io.clipstream.claim.ImageDepot;
import io.clipstream.schemas.ImageEvent;
import io.clipstream.schemas.ImageReference;
import io.clipstream.schemas.Prediction;
import io.clipstream.testing.Stack;
import io.clipstream.testing.StackExtension;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Images that came themselves and images by address in the same partitions, with addresses that are bad or hang. */
@ExtendWith(StackExtension.class)
class ClaimCrashIT {
    private static final int IMAGES = 600;
    private static final List<Integer> HANGING = List.of(100, 101);
    private static final List<Integer> MISSING = List.of(30, 331);
    private static final List<Integer> CHANGED = List.of(61, 362);
    private static final List<Integer> FORBIDDEN = List.of(90, 391);

    private final CountDownLatch end = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer store;

    @BeforeEach
    void startStore() throws IOException {
        store = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 200);
        store.setExecutor(threads);
        store.createContext("/", this::answer);
        store.start();
    }

    @AfterEach
    void stopStore() {
        end.countDown();
        store.stop(0);
        threads.shutdownNow();
    }

    @Test
    void givesEachImageExactlyOneOutcomeInOrderWhenItsProcessIsKilled(Stack stack, @TempDir Path state)
            throws Exception {
        // Given
        String prefix = stack.name("claims.");
        Topics topics = ScoreFixture.topics(prefix, stack.registryUrl(), 2);
        stack.createTopic("claims.images", 2);
        for (String output : List.of("predictions", "review-queue", "dead-letters")) {
            stack.createTopic("claims." + output, 1);
        }
        produce(stack, topics);
        int bad = HANGING.size() + MISSING.size() + CHANGED.size() + FORBIDDEN.size();

        try (ScoreReader<Prediction> predictions = new ScoreReader<>(
                        stack,
                        topics.predictions().name(),
                        topics.predictions().values().deserializer());
                ScoreReader<byte[]> letters =
                        ScoreReader.bytes(stack, topics.deadLetters().name())) {
            // When the scorer is killed while both partitions are about to wait for an address that hangs
            ChildJvm first = child(stack, prefix, state);
            try {
                predictions.until(() -> predictions.records().size() >= 60);
            } finally {
                first.kill();
            }
            ChildJvm last = child(stack, prefix, state);
            try {
                predictions.until(() -> predictions.records().size() >= IMAGES - bad);
                letters.until(() -> letters.records().size() >= bad);
            } finally {
                last.kill();
            }

            // Then
            Map<String, String> reasons =
                    letters.records().stream().collect(Collectors.toMap(ConsumerRecord::key, ClaimCrashIT::reason));
            assertThat(reasons).isEqualTo(expected());
            assertThat(predictions.records().stream().map(ConsumerRecord::key).distinct())
                    .hasSize(IMAGES - bad);
            assertThat(predictions.records()).hasSize(IMAGES - bad);
            assertInOrder(predictions.records());
        }
    }

    private static Map<String, String> expected() {
        Map<String, String> expected = new HashMap<>();
        HANGING.forEach(i -> expected.put("image-" + i, "SOURCE_UNAVAILABLE"));
        MISSING.forEach(i -> expected.put("image-" + i, "SOURCE_UNAVAILABLE"));
        CHANGED.forEach(i -> expected.put("image-" + i, "DIGEST_MISMATCH"));
        FORBIDDEN.forEach(i -> expected.put("image-" + i, "FORBIDDEN_SOURCE"));
        return expected;
    }

    private static String reason(ConsumerRecord<String, byte[]> letter) {
        return new String(letter.headers().lastHeader("clipstream.reason").value(), StandardCharsets.UTF_8);
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

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        try (exchange) {
            if (path.startsWith("/hangs")) {
                end.await();
            } else if (path.startsWith("/missing")) {
                exchange.sendResponseHeaders(404, -1);
            } else {
                exchange.sendResponseHeaders(200, 4);
                exchange.getResponseBody().write(image(Integer.parseInt(path.substring(1))));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static byte[] image(int number) {
        return new byte[] {(byte) (number % 100), 1, 2, 3};
    }

    private void produce(Stack stack, Topics topics) {
        try (KafkaProducer<String, byte[]> producer =
                stack.producer(new StringSerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < IMAGES; i++) {
                byte[] value = topics.images()
                        .values()
                        .serializer()
                        .serialize(topics.images().name(), event(i));
                producer.send(new ProducerRecord<>(topics.images().name(), i % 2, "image-" + i, value));
            }
        }
    }

    private ImageEvent event(int number) {
        String base = "http://127.0.0.1:" + store.getAddress().getPort() + "/";
        if (HANGING.contains(number)) {
            return reference(base + "hangs", number);
        } else if (MISSING.contains(number)) {
            return reference(base + "missing", number);
        } else if (CHANGED.contains(number)) {
            return reference(base + number, number + 1);
        } else if (FORBIDDEN.contains(number)) {
            return reference("http://169.254.169.254/latest/meta-data/", number);
        }
        return number % 3 == 0 ? reference(base + number, number) : ScoreFixture.image(ScoreChild.TASK, number % 100);
    }

    private static ImageEvent reference(String uri, int number) {
        return ImageEvent.newBuilder(ScoreFixture.image(ScoreChild.TASK, 1))
                .setContent(new ImageReference(uri, ByteBuffer.wrap(ImageDepot.sha256(image(number)))))
                .build();
    }

    private ChildJvm child(Stack stack, String prefix, Path state) throws Exception {
        return ChildJvm.start(
                ClaimChild.class,
                stack.bootstrapServers(),
                stack.registryUrl(),
                prefix,
                state.toString(),
                "127.0.0.1:" + store.getAddress().getPort());
    }
}
