package io.clipstream.app.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.app.client.Deployment;
import io.clipstream.app.client.ImagePublisher;
import io.clipstream.app.client.Refusals;
import io.clipstream.app.client.TaskDesk;
import io.clipstream.app.client.TaskFile;
import io.clipstream.app.client.TopicAdmin;
import io.clipstream.app.client.TopicReader;
import io.clipstream.app.metrics.Metrics;
import io.clipstream.app.quickstart.Installation;
import io.clipstream.app.quickstart.scenes.SceneGenerator;
import io.clipstream.clip.ClipModel;
import io.clipstream.schemas.AdapterVersion;
import io.clipstream.testing.Patience;
import io.clipstream.testing.Stack;
import io.clipstream.testing.StackExtension;
import io.clipstream.testing.TestDeployment;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(StackExtension.class)
class GarbageIT {
    private static final Duration PATIENCE = Patience.LIMIT;

    @TempDir
    private Path state;

    @Test
    void refusesGarbageOnEveryInputWithAReasonAndGoesOn(Stack stack) throws Exception {
        // Given a deployment at work on a task
        Deployment deployment = TestDeployment.of(stack, state);
        try (TopicAdmin topics = new TopicAdmin(deployment)) {
            topics.apply();
        }
        try (ClipModel model = ClipModel.load(Installation.locate().demoModel());
                Metrics metrics = new Metrics();
                Node node = Node.start(deployment, EnumSet.allOf(Role.class), model, metrics)) {
            AdapterVersion version = new TaskDesk(deployment)
                    .apply(
                            TaskFile.parse(
                                    "t",
                                    "{\"task\": \"t\", \"classes\": [\"forest\", \"river\"]}",
                                    "it",
                                    Instant.now()),
                            PATIENCE);
            node.awaitReady(PATIENCE);
            node.awaitLive("t", version.getVersion(), PATIENCE);

            // When each input topic gets bytes that are no record of ours
            List<String> inputs = List.of(
                    deployment.topics().images().name(),
                    deployment.topics().corrections().name(),
                    deployment.topics().tasks().name(),
                    deployment.topics().commands().name(),
                    deployment.topics().adapters().name());
            byte[] garbage = "this is no Avro".getBytes(UTF_8);
            try (KafkaProducer<byte[], byte[]> producer =
                    stack.producer(new ByteArraySerializer(), new ByteArraySerializer())) {
                for (String topic : inputs) {
                    producer.send(new ProducerRecord<>(topic, "rubbish".getBytes(UTF_8), garbage))
                            .get();
                }
            }

            // Then each is a dead letter as it came, with a reason in words
            Map<String, String> reasons = deadLetters(deployment, inputs.size(), garbage);
            assertThat(reasons.keySet()).containsExactlyInAnyOrderElementsOf(inputs);
            reasons.forEach((topic, reason) ->
                    assertThat(reason).contains("UNDECODABLE").contains("Confluent's wire format"));

            // And the stream goes on: an image that comes after them is predicted, and everything is still well
            try (ImagePublisher publisher = new ImagePublisher(deployment);
                    TopicReader reader = new TopicReader(deployment.clients())) {
                reader.fromNow(deployment.topics().predictions().name());
                publisher
                        .send("t", "good", new SceneGenerator(1).next().jpeg(), Instant.now(), null)
                        .join();
                assertThat(reader.await(PATIENCE, record -> "good".equals(new String(record.key(), UTF_8))))
                        .isTrue();
            }
            assertThat(node.live()).isTrue();
            // A rebalance makes it unready for a moment; a role that broke down never becomes ready again.
            node.awaitReady(PATIENCE);
            assertConsoleAnswers(node.consoleUrl().orElseThrow());
        }
    }

    private static Map<String, String> deadLetters(Deployment deployment, int expected, byte[] garbage) {
        Map<String, String> reasons = new HashMap<>();
        try (TopicReader reader = new TopicReader(deployment.clients())) {
            reader.fromBeginning(deployment.topics().deadLetters().name());
            reader.await(PATIENCE, letter -> {
                assertThat(letter.value()).isEqualTo(garbage);
                reasons.put(Refusals.header(letter, "clipstream.topic"), Refusals.reason(letter));
                return reasons.size() == expected;
            });
        }
        return reasons;
    }

    private static void assertConsoleAnswers(String url) throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        for (String path : List.of("health/live", "health/ready", "metrics", "status.json", "")) {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(URI.create(url + path)).build(), HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(path).isEqualTo(200);
            assertThat(answer.body()).as(path).isNotBlank();
        }
        HttpResponse<String> metrics = client.send(
                HttpRequest.newBuilder(URI.create(url + "metrics")).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(metrics.body())
                .contains("clipstream_images_scored_images_total{task=\"t\"} 1.0")
                .contains("clipstream_dead_letters_records_total{reason=\"UNDECODABLE\",stage=\"SCORE\"}")
                .contains("clipstream_dead_letters_records_total{reason=\"UNDECODABLE\",stage=\"COLLECT\"}")
                .contains("clipstream_dead_letters_records_total{reason=\"UNDECODABLE\",stage=\"RETRAIN\"}")
                .contains("clipstream_role_running_boolean{role=\"retrain\"} 1.0");
    }
}
