package io.clipstream.app.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.app.client.Deployment;
import io.clipstream.app.client.ImagePublisher;
import io.clipstream.app.client.TaskDesk;
import io.clipstream.app.client.TaskFile;
import io.clipstream.app.client.TopicAdmin;
import io.clipstream.app.config.ConfigLoader;
import io.clipstream.app.config.ConfigSources;
import io.clipstream.app.metrics.Metrics;
import io.clipstream.app.quickstart.Installation;
import io.clipstream.app.quickstart.scenes.SceneGenerator;
import io.clipstream.clip.ClipModel;
import io.clipstream.schemas.Coordinates;
import io.clipstream.schemas.Prediction;
import io.clipstream.testing.Patience;
import io.clipstream.testing.Stack;
import io.clipstream.testing.StackExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A device that is slow, and one that is stuck, under the score role as the program runs it. */
@ExtendWith(StackExtension.class)
class SlowDeviceIT {
    private static final int IMAGES = 200;
    /** Of them, those that come before the device changes. */
    private static final int FIRST = 100;

    @TempDir
    private Path folder;

    private final List<ConsumerRecord<byte[], byte[]>> predictions = new ArrayList<>();

    @Test
    void aProcessWhoseDeviceIsStuckEndsItselfAndTheNextLosesNothing(Stack stack) throws Exception {
        // Given a process in the middle of its images
        Deployment deployment = deployment(stack, "stuck.");
        begin(deployment);
        order("60");
        Path log = folder.resolve("child.log");
        Process child = child(stack, log);
        try (Consumer<byte[], byte[]> reader = reader(deployment)) {
            readUntil(reader, 40);

            // When its device never comes back from a batch
            order(ObedientBackbone.STUCK);
            publish(deployment, FIRST, IMAGES);

            // Then it ends by itself, with an exit code and a message that names the device and the batch
            assertThat(child.waitFor(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            assertThat(child.exitValue()).isEqualTo(1);
            assertThat(Files.readString(log))
                    .contains("device worker 0 (obedient cpu")
                    .contains("in a batch of ")
                    .contains("stuck.images-")
                    .contains("score.stall.timeout.ms")
                    .contains("This process ends since a role broke down");

            // And the next one takes over: nothing lost, nothing twice, order kept
            order("0");
            Process next = child(stack, log);
            try {
                readUntil(reader, IMAGES);
                readFor(reader, Duration.ofSeconds(2));
            } finally {
                next.destroyForcibly().waitFor();
            }
            assertEachOnceInOrder(deployment, IMAGES);
        } finally {
            child.destroyForcibly();
        }
    }

    @Test
    void aDeviceThatIsSlowerThanATransactionLivesOnlySlowsTheStreamDown(Stack stack) throws Exception {
        // Given a scorer whose transactions live for 6 s, in the middle of its images
        Deployment deployment = deployment(stack, "slow.");
        begin(deployment);
        order("60");
        try (ClipModel model = ClipModel.load(Installation.locate().demoModel());
                Metrics metrics = new Metrics();
                Node node =
                        Node.start(deployment, EnumSet.of(Role.SCORE), new ObedientBackbone(model, orders()), metrics);
                Consumer<byte[], byte[]> reader = reader(deployment)) {
            readUntil(reader, 20);

            // When a batch takes longer
            order("8000");
            publish(deployment, FIRST, IMAGES);

            // Then intake is paused, and readiness says why
            Patience.await().until(() -> metrics.scrape().contains("clipstream_intake_paused_boolean 1.0"));
            Patience.await().until(() -> node.details().get("score").contains("device worker 0"));
            assertThat(node.ready()).isFalse();
            assertThat(node.live()).isTrue();
            assertThat(metrics.scrape()).contains("clipstream_engine_stalled_boolean 1.0");

            // And when it is quick again all goes on, without a fault
            order("0");
            readUntil(reader, IMAGES);
            readFor(reader, Duration.ofSeconds(1));
            Patience.await().until(node::ready);
            assertThat(metrics.scrape())
                    .contains("clipstream_role_faults_total{role=\"score\"} 0.0")
                    .contains("clipstream_engine_failures_total 0.0")
                    .contains("clipstream_intake_paused_boolean 0.0");
            assertEachOnceInOrder(deployment, IMAGES);
        }
    }

    private Path orders() {
        return folder.resolve("orders");
    }

    /** In one step, since the device may look at any time. */
    private void order(String what) throws IOException {
        Path draft = Files.writeString(folder.resolve("draft"), what);
        Files.move(draft, orders(), java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    }

    private List<String> pairs(Stack stack, String name) {
        return List.of(
                "kafka.bootstrap.servers=" + stack.bootstrapServers(),
                "schema.registry.url=" + stack.registryUrl(),
                "topics.prefix=" + stack.name(name),
                "application.prefix=" + stack.name(name),
                "topics.partitions=3",
                "topics.learning.partitions=1",
                "state.directory=" + folder.resolve("state"),
                "http.enabled=false",
                "score.device.workers=1",
                "score.batch.max=4",
                "score.in.flight.max=8",
                "score.stall.timeout.ms=" + (name.startsWith("stuck") ? 2_000 : 20_000),
                "kafka.main.consumer.session.timeout.ms=6000",
                "kafka.producer.transaction.timeout.ms=6000");
    }

    private Deployment deployment(Stack stack, String name) {
        return Deployment.of(ConfigLoader.load(new ConfigSources().flags(pairs(stack, name))));
    }

    private Process child(Stack stack, Path log) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                ObedientChild.class.getName(),
                orders().toString()));
        command.addAll(pairs(stack, "stuck."));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }

    /** Topics, a task with its first version, and the first images. */
    private void begin(Deployment deployment) throws Exception {
        try (TopicAdmin topics = new TopicAdmin(deployment)) {
            topics.apply();
        }
        try (ClipModel model = ClipModel.load(Installation.locate().demoModel());
                Metrics metrics = new Metrics();
                Node trainer = Node.start(deployment, EnumSet.of(Role.RETRAIN), model, metrics)) {
            assertThat(trainer.live()).isTrue();
            String task = "{\"task\": \"t\", \"classes\": [\"forest\", \"river\"]}";
            new TaskDesk(deployment).apply(TaskFile.parse("t", task, "it", Instant.now()), Patience.LIMIT);
        }
        publish(deployment, 0, FIRST);
    }

    private static void publish(Deployment deployment, int from, int to) {
        SceneGenerator scenes = new SceneGenerator(1);
        try (ImagePublisher publisher = new ImagePublisher(deployment)) {
            for (int i = from; i < to; i++) {
                publisher.send("t", "image-" + i, scenes.next().jpeg(), Instant.now(), null);
            }
            publisher.flush();
        }
    }

    /** Of committed predictions, from the beginning. */
    private static Consumer<byte[], byte[]> reader(Deployment deployment) {
        Consumer<byte[], byte[]> reader = deployment.clients().reader();
        String topic = deployment.topics().predictions().name();
        List<TopicPartition> partitions = reader.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
        reader.assign(partitions);
        reader.seekToBeginning(partitions);
        return reader;
    }

    private void readUntil(Consumer<byte[], byte[]> reader, int count) {
        Patience.await().pollInSameThread().until(() -> {
            reader.poll(Duration.ofMillis(50)).forEach(predictions::add);
            return predictions.size() >= count;
        });
    }

    private void readFor(Consumer<byte[], byte[]> reader, Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            reader.poll(Duration.ofMillis(50)).forEach(predictions::add);
        }
    }

    private void assertEachOnceInOrder(Deployment deployment, int count) {
        assertThat(predictions.stream().map(p -> new String(p.key())).distinct())
                .hasSize(count);
        assertThat(predictions).hasSize(count);
        Map<String, Long> last = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : predictions) {
            Prediction prediction = deployment
                    .topics()
                    .predictions()
                    .values()
                    .deserializer()
                    .deserialize(record.topic(), record.value());
            Coordinates image = prediction.getImage();
            String place = image.getPartition() + " to " + record.partition();
            Long before = last.put(place, image.getOffset());
            assertThat(image.getOffset()).isGreaterThan(before == null ? -1 : before);
        }
    }
}
