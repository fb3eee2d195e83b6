package io.clipstream.app.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.clipstream.app.client.BrokerVersion;
import io.clipstream.app.client.CorrectionDesk;
import io.clipstream.app.client.Deployment;
import io.clipstream.app.client.ImagePublisher;
import io.clipstream.app.client.RefusedException;
import io.clipstream.app.client.TaskDesk;
import io.clipstream.app.client.TaskFile;
import io.clipstream.app.client.TopicAdmin;
import io.clipstream.app.client.TopicReader;
import io.clipstream.app.config.ConfigKeys;
import io.clipstream.app.config.ConfigLoader;
import io.clipstream.app.config.ConfigSources;
import io.clipstream.app.metrics.Metrics;
import io.clipstream.app.quickstart.Installation;
import io.clipstream.app.quickstart.scenes.SceneGenerator;
import io.clipstream.clip.CheckpointException;
import io.clipstream.clip.ClipModel;
import io.clipstream.schemas.CorrectionKind;
import io.clipstream.schemas.CorrectionOrigin;
import io.clipstream.schemas.TaskSpec;
import io.clipstream.testing.ForeignBroker;
import io.clipstream.testing.Patience;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The round trip on Kafka's own brokers of other versions: those that {@code src/brokers/pom.xml} has fetched to {@code
 * target/brokers}. Where there are none, nothing is tried.
 */
class BrokerVersionsIT {
    private static final Path BROKERS = Path.of("target", "brokers").toAbsolutePath();
    private static final Duration PATIENCE = Patience.LIMIT;
    private static final int IMAGES = 20;

    @TempDir
    private Path state;

    static Stream<Arguments> brokers() throws IOException {
        if (!Files.isDirectory(BROKERS)) {
            return Stream.of(Arguments.of("none", "classic"));
        }
        try (Stream<Path> versions = Files.list(BROKERS)) {
            return versions
                    .map(path -> path.getFileName().toString())
                    .sorted()
                    .flatMap(version -> Stream.of("classic", "streams").map(p -> Arguments.of(version, p)))
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("brokers")
    void scoresLearnsAndSwapsOnBrokersOfOtherVersions(String version, String protocol) throws Exception {
        assumeTrue(Files.isDirectory(BROKERS), "no broker was fetched to " + BROKERS);
        try (ForeignBroker broker = ForeignBroker.start(BROKERS.resolve(version), state.resolve("kafka"))) {
            Deployment deployment = deployment(broker, version, protocol);
            BrokerVersion found = BrokerVersion.of(deployment.clients());
            assertThat(found.toString()).startsWith("Kafka " + version.substring(0, 3));
            if (version.startsWith("4.1") && protocol.equals("streams")) {
                // Refused at start, not in the middle
                assertThatThrownBy(() -> NodeRunner.run(deployment, EnumSet.allOf(Role.class)))
                        .isInstanceOf(RefusedException.class)
                        .hasMessageContaining("Kafka 4.1")
                        .hasMessageContaining("set group.protocol=classic");
                return;
            }
            try (TopicAdmin topics = new TopicAdmin(deployment)) {
                topics.apply();
                assertThat(topics.plan()).allMatch(plan -> plan.isDone());
            }
            roundTrip(deployment);
        }
    }

    private void roundTrip(Deployment deployment) throws CheckpointException {
        SceneGenerator scenes = new SceneGenerator(1);
        try (ClipModel model = ClipModel.load(Installation.locate().demoModel());
                Metrics metrics = new Metrics();
                Node node = Node.start(deployment, EnumSet.allOf(Role.class), model, metrics);
                ImagePublisher images = new ImagePublisher(deployment);
                CorrectionDesk desk = new CorrectionDesk(deployment, "it", Clock.systemUTC());
                TopicReader predictions = new TopicReader(deployment.clients())) {
            // Given a task at work
            TaskSpec task =
                    TaskFile.parse("t", "{\"task\": \"t\", \"classes\": [\"forest\", \"river\"]}", "it", Instant.now());
            new TaskDesk(deployment).apply(task, PATIENCE);
            node.awaitReady(PATIENCE);
            node.awaitLive("t", 1, PATIENCE);
            predictions.fromBeginning(deployment.topics().predictions().name());
            Map<String, Integer> seen = new HashMap<>();

            // When images come, then each is predicted
            for (int i = 0; i < IMAGES; i++) {
                images.send("t", "a" + i, scenes.next().jpeg(), Instant.now(), null)
                        .join();
            }
            await(predictions, seen, IMAGES);

            // When some are corrected, then a version that has learnt it goes live, and is used
            for (String id : List.of("a0", "a1")) {
                desk.send("t", id, CorrectionKind.LABEL, "river", CorrectionOrigin.SPONTANEOUS, null)
                        .join();
            }
            node.awaitLive("t", 2, PATIENCE);
            for (int i = 0; i < IMAGES; i++) {
                images.send("t", "b" + i, scenes.next().jpeg(), Instant.now(), null)
                        .join();
            }
            await(predictions, seen, 2 * IMAGES);

            // Then each was predicted exactly once
            predictions.await(Duration.ofSeconds(1), record -> {
                seen.merge(new String(record.key(), UTF_8), 1, Integer::sum);
                return false;
            });
            assertThat(seen).hasSize(2 * IMAGES);
            assertThat(Set.copyOf(seen.values())).containsExactly(1);
            assertThat(node.live()).isTrue();
        }
    }

    private static void await(TopicReader predictions, Map<String, Integer> seen, int images) {
        assertThat(predictions.await(PATIENCE, record -> {
                    seen.merge(new String(record.key(), UTF_8), 1, Integer::sum);
                    return seen.size() == images;
                }))
                .isTrue();
    }

    private Deployment deployment(ForeignBroker broker, String version, String protocol) {
        return Deployment.of(ConfigLoader.load(new ConfigSources()
                .set(ConfigKeys.BOOTSTRAP_SERVERS, broker.bootstrapServers(), "test")
                .set(ConfigKeys.REGISTRY_URL, "mock://" + version + protocol, "test")
                .set(ConfigKeys.GROUP_PROTOCOL, protocol, "test")
                .set(ConfigKeys.TOPICS_PARTITIONS, 2, "test")
                .set(ConfigKeys.TOPICS_LEARNING_PARTITIONS, 1, "test")
                .set(ConfigKeys.STATE_DIRECTORY, state.resolve("streams"), "test")
                .set(ConfigKeys.HTTP_ENABLED, false, "test")));
    }
}
