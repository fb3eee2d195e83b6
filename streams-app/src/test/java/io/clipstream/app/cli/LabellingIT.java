package io.clipstream.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.adapter.HalfFloats;
import io.clipstream.app.client.BufferView;
import io.clipstream.app.client.Deployment;
import io.clipstream.app.client.TaskFile;
import io.clipstream.app.client.TopicAdmin;
import io.clipstream.app.metrics.Metrics;
import io.clipstream.app.run.Node;
import io.clipstream.app.run.Role;
import io.clipstream.schemas.Coordinates;
import io.clipstream.schemas.Decision;
import io.clipstream.schemas.Example;
import io.clipstream.schemas.LabelProbability;
import io.clipstream.schemas.Prediction;
import io.clipstream.schemas.TaskSpec;
import io.clipstream.schemas.Timings;
import io.clipstream.testing.Patience;
import io.clipstream.testing.Stack;
import io.clipstream.testing.StackExtension;
import io.clipstream.testing.TestDeployment;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The commands for labellers against the collect role. */
@ExtendWith(StackExtension.class)
class LabellingIT {
    private static final String TASK = "parts";
    private static final int IMAGES = 7;

    @TempDir
    private Path folder;

    @Test
    void correctsFromAFileRelabelsAClassAndForgets(Stack stack) throws Exception {
        Deployment deployment = TestDeployment.of(stack, folder.resolve("state"));
        try (TopicAdmin topics = new TopicAdmin(deployment)) {
            topics.apply();
        }
        try (Metrics metrics = new Metrics();
                Node node = Node.start(deployment, EnumSet.of(Role.COLLECT), null, metrics);
                BufferView view = new BufferView(deployment, TASK)) {
            // Given a task with two places a class, and predictions
            node.awaitReady(Patience.LIMIT);
            send(deployment);
            Path file = folder.resolve("labels.csv");
            Files.writeString(
                    file,
                    "image,label\n"
                            + IntStream.range(0, IMAGES)
                                    .mapToObj(i -> "image-" + i + ",ok\n")
                                    .collect(Collectors.joining())
                            + "image-0,no such label\nimage-1\n");

            // When they are corrected from a file, twice
            Printed first = run(stack, "correct", "--file", file.toString(), "--task", TASK, "--listen", "0");
            awaitCount(view, "ok", 2);
            List<Example> before = List.copyOf(view.refresh());
            Printed again = run(stack, "correct", "--file", file.toString(), "--task", TASK, "--listen", "0");

            // Then the bad lines are named, and the second time changes nothing
            assertThat(first.code).isEqualTo(CommandLines.FAILED);
            assertThat(first.out).contains("7 corrections sent, 2 lines refused");
            assertThat(first.err)
                    .contains("line 9: label 'no such label' is none of task 'parts': [ok, fine, scratched]")
                    .contains("line 10: it has 1 fields, the first line names 2");
            assertThat(again.out).isEqualTo(first.out);

            // When all are relabelled, those too that had no place
            Printed dry = run(stack, "relabel", "--task", TASK, "--from", "ok", "--to", "fine", "--dry-run");
            assertThat(dry.out.lines()).hasSize(2);
            assertThat(view.refresh()).containsExactlyElementsOf(before);
            Printed relabelled = run(stack, "relabel", "--task", TASK, "--from", "ok", "--to", "fine");

            // Then
            assertThat(relabelled.out).isEqualTo("7 examples of 'ok' are said to be 'fine'.\n");
            awaitCount(view, "fine", 2);
            assertThat(view.refresh()).extracting(Example::getLabel).containsOnly("fine");
            assertThat(view.refresh()).extracting(Example::getAnnotator).containsOnly(System.getProperty("user.name"));
            assertThat(run(stack, "relabel", "--task", TASK, "--from", "ok", "--to", "gone").err)
                    .contains("label 'gone' is none of task 'parts'");

            // When an image and then the annotator are forgotten
            String image = view.refresh().iterator().next().getImageId();
            Printed forgotten = run(stack, "forget", image, "--task", TASK, "--timeout", "5");

            // Then
            assertThat(forgotten.out)
                    .startsWith("1 examples have left the buffer, and the image has left the unlabelled sample.");
            assertThat(forgotten.code).isEqualTo(CommandLines.FAILED);
            assertThat(forgotten.err).contains("no process with the retrain role answered within 5 s");
            awaitCount(view, "fine", 2);
            assertThat(view.refresh()).extracting(Example::getImageId).doesNotContain(image);
            run(stack, "forget", "--annotator", System.getProperty("user.name"), "--task", TASK, "--timeout", "5");
            assertThat(view.refresh()).isEmpty();
        }
    }

    private static void awaitCount(BufferView view, String label, int count) {
        Patience.await()
                .until(() -> view.refresh().stream()
                                .filter(example -> label.equals(example.getLabel()))
                                .count()
                        == count);
    }

    private static void send(Deployment deployment) throws Exception {
        TaskSpec task = TaskFile.parse(
                "test",
                "{\"task\":\"" + TASK + "\",\"classes\":[\"ok\",\"fine\",\"scratched\"],\"bufferPerClass\":2}",
                "test",
                Instant.now());
        try (Producer<String, TaskSpec> tasks =
                        deployment.clients().producer(deployment.topics().tasks());
                Producer<String, Prediction> predictions =
                        deployment.clients().producer(deployment.topics().predictions())) {
            tasks.send(new ProducerRecord<>(deployment.topics().tasks().name(), TASK, task))
                    .get();
            for (int i = 0; i < IMAGES; i++) {
                String topic = deployment.topics().predictions().name();
                predictions
                        .send(new ProducerRecord<>(topic, "image-" + i, prediction(i)))
                        .get();
            }
        }
    }

    private static Prediction prediction(int image) {
        float[] feature = new float[8];
        feature[image] = 1;
        Instant now = Instant.now();
        return Prediction.newBuilder()
                .setTask(TASK)
                .setAdapterVersion(1)
                .setModelId("model")
                .setTop(List.of(new LabelProbability("ok", 0.7f)))
                .setDecision(Decision.ACCEPTED)
                .setMargin(0.4f)
                .setFeature(ByteBuffer.wrap(HalfFloats.toBytes(feature)))
                .setImage(new Coordinates("images", 0, (long) image, now))
                .setEventTime(now)
                .setPredictedAt(now)
                .setTimings(new Timings(0L, 0L, 0L, 0L, 1))
                .build();
    }

    private record Printed(int code, String out, String err) {}

    private static Printed run(Stack stack, String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--bootstrap-servers", stack.bootstrapServers(), "--registry", stack.registryUrl()));
        all.addAll(List.of("--set", "topics.prefix=" + stack.prefix()));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = CommandLines.run(new PrintWriter(out), new PrintWriter(err), all.toArray(String[]::new));
        assertThat(code).as(err.toString()).isNotEqualTo(CommandLines.USAGE);
        return new Printed(code, out.toString(), err.toString());
    }
}
