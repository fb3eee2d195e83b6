package io.clipstream.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.app.client.Deployment;
import io.clipstream.app.client.TaskDesk;
import io.clipstream.app.client.TaskFile;
import io.clipstream.app.client.TopicAdmin;
import io.clipstream.app.metrics.Metrics;
import io.clipstream.app.quickstart.Installation;
import io.clipstream.app.quickstart.scenes.SceneGenerator;
import io.clipstream.app.run.Node;
import io.clipstream.app.run.Role;
import io.clipstream.clip.ClipModel;
import io.clipstream.schemas.AdapterVersion;
import io.clipstream.schemas.Prediction;
import io.clipstream.testing.Patience;
import io.clipstream.testing.Stack;
import io.clipstream.testing.StackExtension;
import io.clipstream.testing.TestDeployment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The README's task and its three programs do what the README says, against a deployment at work. */
@ExtendWith(StackExtension.class)
class ReadmeExamplesIT {
    private static final Duration PATIENCE = Patience.LIMIT;

    @TempDir
    private Path folder;

    @Test
    void publishesWatchesAndCorrects(Stack stack) throws Exception {
        // Given a deployment with the README's task
        String brokers = stack.bootstrapServers();
        String registry = stack.registryUrl();
        Deployment deployment = TestDeployment.of(stack, folder.resolve("state"));
        try (TopicAdmin topics = new TopicAdmin(deployment)) {
            topics.apply();
        }
        try (ClipModel model = ClipModel.load(Installation.locate().demoModel());
                Metrics metrics = new Metrics();
                Node node = Node.start(deployment, EnumSet.allOf(Role.class), model, metrics)) {
            AdapterVersion first = new TaskDesk(deployment)
                    .apply(TaskFile.parse("README.md", taskOfTheReadme(), "it", Instant.now()), PATIENCE);
            node.awaitReady(PATIENCE);
            node.awaitLive("parts", first.getVersion(), PATIENCE);

            // When its producer publishes an image
            Path file = Files.write(
                    folder.resolve("part.jpg"), new SceneGenerator(1).next().jpeg());
            PublishExample.publish(
                    brokers, registry, deployment.topics().images().name(), "parts", "part-1", file);

            // Then its dashboard sees the prediction, by the task's first version
            Prediction seen = firstPrediction(brokers, registry, deployment);
            assertThat(seen.getAdapterVersion()).isEqualTo(first.getVersion());
            assertThat(seen.getTop()).extracting("label").containsOnly("good", "scratched", "rusty");

            // And when its labeller corrects it, a version that has learnt from it goes live
            CorrectExample.correct(
                    brokers, registry, deployment.topics().corrections().name(), "parts", "part-1", "scratched");
            Patience.await().until(() -> node.status().toString().contains("parts=" + (first.getVersion() + 1)));
        }
    }

    private static Prediction firstPrediction(String brokers, String registry, Deployment deployment) {
        List<Prediction> seen = new ArrayList<>();
        WatchExample.watch(brokers, registry, deployment.topics().predictions().name(), (id, prediction) -> {
            assertThat(id).isEqualTo("part-1");
            seen.add(prediction);
            return false;
        });
        return seen.get(0);
    }

    private static String taskOfTheReadme() throws Exception {
        String readme = Files.readString(Path.of("../README.md"));
        int begin = readme.indexOf("```json\n") + "```json\n".length();
        return readme.substring(begin, readme.indexOf("```", begin));
    }
}
