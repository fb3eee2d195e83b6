package io.clipstream.app.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clipstream.app.client.CorrectionDesk;
import io.clipstream.app.client.Deployment;
import io.clipstream.app.client.ImagePublisher;
import io.clipstream.app.client.TaskDesk;
import io.clipstream.app.client.TaskFile;
import io.clipstream.app.client.TopicAdmin;
import io.clipstream.app.client.TopicReader;
import io.clipstream.app.config.ConfigKeys;
import io.clipstream.app.config.ConfigLoader;
import io.clipstream.app.config.ConfigSources;
import io.clipstream.app.metrics.Metrics;
import io.clipstream.app.quickstart.BrokerChild;
import io.clipstream.app.quickstart.ChildJvm;
import io.clipstream.app.quickstart.Installation;
import io.clipstream.app.quickstart.scenes.SceneGenerator;
import io.clipstream.clip.ClipModel;
import io.clipstream.schemas.CorrectionKind;
import io.clipstream.schemas.CorrectionOrigin;
import io.clipstream.schemas.ImageEvent;
import io.clipstream.schemas.InlineImage;
import io.clipstream.schemas.TaskSpec;
import io.clipstream.testing.Patience;
import io.clipstream.testing.ToggleRegistry;
import io.clipstream.testing.ToggleRegistry.Mood;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.avro.Schema;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One process with all roles, whose registry and whose broker go away and come back. */
class OutageIT {
    private static final Logger LOG = LoggerFactory.getLogger(OutageIT.class);
    private static final Duration PATIENCE = Patience.LIMIT;
    private static final String TASK = "{\"task\": \"t\", \"classes\": [\"forest\", \"river\"]}";

    @TempDir
    private Path state;

    private final ToggleRegistry registry = ToggleRegistry.start(Mood.WELL);
    private final SceneGenerator scenes = new SceneGenerator(1);
    private ChildJvm broker;
    private Deployment deployment;

    @BeforeEach
    void start() throws Exception {
        broker = ChildJvm.start(BrokerChild.class, state.resolve("kafka").toString());
        deployment = Deployment.of(ConfigLoader.load(new ConfigSources()
                .set(ConfigKeys.BOOTSTRAP_SERVERS, broker.line(), "test")
                .set(ConfigKeys.REGISTRY_URL, registry.url(), "test")
                .set(ConfigKeys.TOPICS_PARTITIONS, 2, "test")
                .set(ConfigKeys.TOPICS_LEARNING_PARTITIONS, 1, "test")
                .set(ConfigKeys.STATE_DIRECTORY, state.resolve("streams"), "test")
                .set(ConfigKeys.HTTP_ENABLED, false, "test")));
        try (TopicAdmin topics = new TopicAdmin(deployment)) {
            topics.apply();
        }
    }

    @AfterEach
    void stop() throws Exception {
        broker.kill();
        registry.close();
    }

    @Test
    void sitsOutOutagesOfTheRegistryAndOfTheBrokerWithoutLosingAnything() throws Exception {
        try (ClipModel model = ClipModel.load(Installation.locate().demoModel());
                ImagePublisher images = new ImagePublisher(deployment);
                CorrectionDesk desk = new CorrectionDesk(deployment, "it", Clock.systemUTC());
                Metrics metrics = new Metrics()) {
            // Given clients that have registered what they write, and a registry that is down when the roles start
            TaskSpec task = TaskFile.parse("t", TASK, "it", Instant.now());
            images.send("t", "before-any-task", scenes.next().jpeg(), Instant.now(), null)
                    .join();
            correct(desk, "before-any-task");
            registry.be(Mood.DOWN);
            try (Node node = Node.start(deployment, EnumSet.allOf(Role.class), model, metrics);
                    TopicReader predictions = new TopicReader(deployment.clients())) {
                // Then they wait, alive, and say what for
                Patience.await().dontCatchUncaughtExceptions().until(() -> node.details().values().stream()
                        .allMatch(role -> role.contains("not ready") && role.contains("registry")));
                assertThat(node.live()).isTrue();

                // When it comes up, then they are ready soon
                registry.be(Mood.WELL);
                took("ready after the registry came up", node::ready);
                new TaskDesk(deployment).apply(task, PATIENCE);
                node.awaitLive("t", 1, PATIENCE);
                predictions.fromBeginning(deployment.topics().predictions().name());

                learnsWithoutTheRegistry(node, images, desk, predictions);
                keepsARecordWithANewSchema(node, images, predictions);
                outlivesTheBroker(node, images, predictions);
                assertThat(node.live()).isTrue();
            }
        }
    }

    /** Everything that the roles write and read is known beforehand: an image, its correction, a new version, its use. */
    private void learnsWithoutTheRegistry(
            Node node, ImagePublisher images, CorrectionDesk desk, TopicReader predictions) {
        registry.be(Mood.DOWN);
        int asked = registry.questions();
        images.send("t", "corrected", scenes.next().jpeg(), Instant.now(), null).join();
        awaitPrediction(predictions, "corrected");
        correct(desk, "corrected");
        node.awaitLive("t", 2, PATIENCE);
        images.send("t", "after-learning", scenes.next().jpeg(), Instant.now(), null)
                .join();
        awaitPrediction(predictions, "after-learning");
        assertThat(registry.questions()).isEqualTo(asked);
        assertThat(node.ready()).isTrue();
    }

    private void keepsARecordWithANewSchema(Node node, ImagePublisher images, TopicReader predictions)
            throws Exception {
        for (Mood trouble : new Mood[] {Mood.DOWN, Mood.DENYING, Mood.HIDDEN}) {
            registry.be(trouble);
            String id = "new-schema-" + trouble;
            // When an image comes in a schema that no role has seen
            sendInNewSchema(id);
            // Then the role says that it is held up, and the record is no dead letter
            Patience.await()
                    .dontCatchUncaughtExceptions()
                    .until(() -> !node.ready() && node.details().get("score").contains("registry"));
            assertThat(node.live()).isTrue();
            // When the registry is back, then the image is predicted
            registry.be(Mood.WELL);
            took("prediction of the waiting image after " + trouble, () -> find(predictions, id));
            took("ready after " + trouble, node::ready);
        }
        assertThat(deadLetters()).isZero();
    }

    private void outlivesTheBroker(Node node, ImagePublisher images, TopicReader predictions) throws Exception {
        // When the only broker is killed for longer than a transaction lives, and starts again
        broker.kill();
        Patience.await()
                .dontCatchUncaughtExceptions()
                .pollDelay(Duration.ofSeconds(12))
                .until(() -> true);
        assertThat(node.live()).isTrue();
        broker = ChildJvm.start(BrokerChild.class, state.resolve("kafka").toString());
        assertThat(broker.line()).isEqualTo(deployment.config().kafka().bootstrapServers());
        // Then the roles find it again by themselves
        images.send("t", "after-the-broker", scenes.next().jpeg(), Instant.now(), null)
                .join();
        took("prediction after the broker came back", () -> find(predictions, "after-the-broker"));
        took("ready after the broker came back", node::ready);
    }

    /** As a producer of a later release would: the same fields, another schema, another id. */
    private void sendInNewSchema(String imageId) throws Exception {
        ObjectNode json = (ObjectNode)
                new ObjectMapper().readTree(ImageEvent.getClassSchema().toString());
        String topic = deployment.topics().images().name();
        int id = registry.register(
                topic + "-value",
                new Schema.Parser().parse(json.put("release", imageId).toString()));
        ImageEvent event = ImageEvent.newBuilder()
                .setTask("t")
                .setEventTime(Instant.now())
                .setContent(new InlineImage(ByteBuffer.wrap(scenes.next().jpeg())))
                .setAttributes(new HashMap<>())
                .build();
        byte[] value = deployment.topics().images().values().serializer().serialize(topic, event);
        ByteBuffer.wrap(value).putInt(1, id);
        Map<String, Object> config =
                Map.of("bootstrap.servers", deployment.config().kafka().bootstrapServers());
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topic, imageId.getBytes(UTF_8), value))
                    .get();
        }
    }

    private static void correct(CorrectionDesk desk, String imageId) {
        desk.send("t", imageId, CorrectionKind.LABEL, "river", CorrectionOrigin.SPONTANEOUS, null)
                .join();
    }

    private static void awaitPrediction(TopicReader reader, String imageId) {
        assertThat(reader.await(PATIENCE, record -> imageId.equals(new String(record.key(), UTF_8))))
                .isTrue();
    }

    private static boolean find(TopicReader reader, String imageId) {
        return reader.await(Duration.ofMillis(200), record -> imageId.equals(new String(record.key(), UTF_8)));
    }

    private int deadLetters() {
        int[] count = new int[1];
        try (TopicReader reader = new TopicReader(deployment.clients())) {
            reader.fromBeginning(deployment.topics().deadLetters().name());
            reader.await(Duration.ofSeconds(2), letter -> {
                count[0] += new String(letter.key(), UTF_8).startsWith("new-schema") ? 1 : 0;
                return false;
            });
        }
        return count[0];
    }

    private static void took(String what, BooleanSupplier done) {
        long start = System.nanoTime();
        Patience.await().dontCatchUncaughtExceptions().until(done::getAsBoolean);
        LOG.info("{}: {} ms", what, (System.nanoTime() - start) / 1_000_000);
    }
}
