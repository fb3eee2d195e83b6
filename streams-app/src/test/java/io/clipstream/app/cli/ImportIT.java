package io.clipstream.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.app.client.Deployment;
import io.clipstream.app.client.TaskFile;
import io.clipstream.app.client.TopicAdmin;
import io.clipstream.app.client.TopicReader;
import io.clipstream.schemas.Correction;
import io.clipstream.schemas.TaskSpec;
import io.clipstream.testing.Stack;
import io.clipstream.testing.StackExtension;
import io.clipstream.testing.TestDeployment;
import java.awt.image.BufferedImage;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.imageio.ImageIO;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Warming a task up from a folder. */
@ExtendWith(StackExtension.class)
class ImportIT {
    private static final String TASK = "parts";

    @TempDir
    private Path folder;

    private Deployment deployment;

    @Test
    void publishesEachImageAndCorrectsItToItsFolder(Stack stack) throws Exception {
        // Given a task of two classes, and a folder of three images
        deployment = TestDeployment.of(stack, folder.resolve("state"));
        try (TopicAdmin topics = new TopicAdmin(deployment)) {
            topics.apply();
        }
        applyTask();
        draw("photos/ok/a.png", 1);
        draw("photos/ok/b.png", 2);
        draw("photos/scratched/a.png", 3);

        // When it is imported twice
        String first =
                run(stack, CommandLines.OK, "import", folder.resolve("photos").toString(), "--task", TASK);
        List<Correction> once = corrections();
        run(stack, CommandLines.OK, "import", folder.resolve("photos").toString(), "--task", TASK);

        // Then each image has its folder's name, and the second time says nothing that the first did not
        assertThat(first).isEqualTo("3 images of 2 classes published and corrected.\n");
        assertThat(keys(deployment.topics().images().name())).hasSize(3);
        assertThat(keys(deployment.topics().corrections().name()))
                .isEqualTo(keys(deployment.topics().images().name()));
        assertThat(once).extracting(Correction::getLabel).containsExactlyInAnyOrder("ok", "ok", "scratched");
        assertThat(corrections()).hasSize(6);
        assertThat(corrections().stream().map(Correction::getCorrectionId).distinct())
                .hasSize(3);

        // When a folder is no class, or nobody knows the task
        draw("others/rusty/a.png", 4);
        assertThat(run(
                        stack,
                        CommandLines.FAILED,
                        "import",
                        folder.resolve("others").toString(),
                        "--task",
                        TASK))
                .contains("folder 'rusty' is no class of task 'parts': [ok, scratched]");
        assertThat(run(
                        stack,
                        CommandLines.FAILED,
                        "import",
                        folder.resolve("photos").toString(),
                        "--task",
                        "none"))
                .contains("there is no task 'none'");
    }

    private void applyTask() throws Exception {
        TaskSpec task = TaskFile.parse(
                "test", "{\"task\":\"" + TASK + "\",\"classes\":[\"ok\",\"scratched\"]}", "test", Instant.now());
        try (Producer<String, TaskSpec> tasks =
                deployment.clients().producer(deployment.topics().tasks())) {
            tasks.send(new ProducerRecord<>(deployment.topics().tasks().name(), TASK, task))
                    .get();
        }
    }

    private void draw(String name, int colour) throws Exception {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
        image.setRGB(3, 3, colour << 16);
        ImageIO.write(image, "png", file.toFile());
    }

    private List<Correction> corrections() {
        String topic = deployment.topics().corrections().name();
        List<Correction> corrections = new ArrayList<>();
        try (TopicReader reader = new TopicReader(deployment.clients())) {
            reader.fromBeginning(topic);
            reader.drain(record -> corrections.add(
                    deployment.topics().corrections().values().deserializer().deserialize(topic, record.value())));
        }
        return corrections;
    }

    private Set<String> keys(String topic) {
        Set<String> keys = new TreeSet<>();
        try (TopicReader reader = new TopicReader(deployment.clients())) {
            reader.fromBeginning(topic);
            reader.drain(record -> keys.add(new String(record.key(), StandardCharsets.UTF_8)));
        }
        return keys;
    }

    private static String run(Stack stack, int expected, String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--bootstrap-servers", stack.bootstrapServers(), "--registry", stack.registryUrl()));
        all.addAll(List.of("--set", "topics.prefix=" + stack.prefix()));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = CommandLines.run(new PrintWriter(out), new PrintWriter(err), all.toArray(String[]::new));
        assertThat(code).as(err.toString()).isEqualTo(expected);
        return out + (expected == CommandLines.OK ? "" : err.toString());
    }
}
