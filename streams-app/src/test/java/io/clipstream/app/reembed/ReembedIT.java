package io.clipstream.app.reembed;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.app.cli.CommandLines;
import io.clipstream.app.client.AdapterCatalogue;
import io.clipstream.app.client.BufferView;
import io.clipstream.app.client.CorrectionDesk;
import io.clipstream.app.client.Deployment;
import io.clipstream.app.client.TaskDesk;
import io.clipstream.app.client.TaskFile;
import io.clipstream.app.client.TopicAdmin;
import io.clipstream.app.client.TopicReader;
import io.clipstream.app.config.ConfigKeys;
import io.clipstream.app.config.ConfigLoader;
import io.clipstream.app.config.ConfigSources;
import io.clipstream.app.metrics.Metrics;
import io.clipstream.app.quickstart.Installation;
import io.clipstream.app.quickstart.scenes.Scene;
import io.clipstream.app.quickstart.scenes.SceneGenerator;
import io.clipstream.app.run.Node;
import io.clipstream.app.run.Role;
import io.clipstream.claim.ImageDepot;
import io.clipstream.clip.Backbone;
import io.clipstream.clip.ClipModel;
import io.clipstream.schemas.AdapterVersion;
import io.clipstream.schemas.ChampionPointer;
import io.clipstream.schemas.CorrectionKind;
import io.clipstream.schemas.CorrectionOrigin;
import io.clipstream.schemas.Example;
import io.clipstream.schemas.ImageEvent;
import io.clipstream.schemas.ImageReference;
import io.clipstream.schemas.InlineImage;
import io.clipstream.schemas.Prediction;
import io.clipstream.scoring.VersionLoader;
import io.clipstream.scoring.VersionRegistry;
import io.clipstream.testing.Patience;
import io.clipstream.testing.Stack;
import io.clipstream.testing.StackExtension;
import io.clipstream.topology.AdapterTail;
import io.clipstream.topology.AdapterTailListener;
import io.clipstream.topology.KafkaRecordFetcher;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Changing the backbone, from the last version of the old one to the first that learned with the new one. */
@ExtendWith(StackExtension.class)
class ReembedIT {
    private static final String TASK = "tiles";
    private static final int EXPIRED = 3;
    private static final int AT_HAND = 16;
    private static final String GONE = "stored-gone";
    private static final String CHANGED = "stored-changed";
    private static final String STORED = "stored";

    @TempDir
    private Path folder;

    private final SceneGenerator scenes = new SceneGenerator(7);
    private final Map<String, String> truth = new TreeMap<>();
    private Deployment deployment;

    @Test
    void theBufferFollowsTheBackboneAndBothAreServedMeanwhile(Stack stack) throws Exception {
        deployment = deployment(stack);
        try (TopicAdmin topics = new TopicAdmin(deployment)) {
            topics.apply();
        }
        String demo;
        long old;
        try (ClipModel model = ClipModel.load(Installation.locate().demoModel())) {
            demo = model.modelId();

            // Given a task that has learned on another backbone, of images in their records and at addresses
            Backbone reversed = new ReversedBackbone(model);
            try (Metrics metrics = new Metrics();
                    Node node = Node.start(deployment, EnumSet.allOf(Role.class), reversed, metrics)) {
                applyTask();
                node.awaitReady(Patience.LIMIT);
                send(EXPIRED, "early-");
                Map<Integer, Long> ends = ends();
                send(AT_HAND, "late-");
                sendStored();
                correct(predictions(truth.keySet()));
                awaitVersion(ReversedBackbone.MODEL, truth.keySet());
                expire(ends);
            }
            old = champion().getVersion();
            Files.delete(folder.resolve(GONE));
            Files.writeString(folder.resolve(CHANGED), "another image");

            // When the roles start with the new one
            try (Metrics metrics = new Metrics();
                    Node node = Node.start(deployment, EnumSet.allOf(Role.class), model, metrics)) {
                awaitVersion(demo, Set.of());
                node.awaitReady(Patience.LIMIT);

                // Then a scorer that starts now on the old one still finds the version that it had
                AdapterCatalogue catalogue = AdapterCatalogue.read(deployment);
                assertThat(catalogue.sides(TASK))
                        .extracting(ChampionPointer::getModelId, ChampionPointer::getVersion)
                        .containsExactly(org.assertj.core.groups.Tuple.tuple(ReversedBackbone.MODEL, old));
                assertThat(liveOn(ReversedBackbone.MODEL, model.dimension())).isEqualTo(old);

                // When the buffer is rebuilt, after a look at what can be
                String dry = run(stack, CommandLines.OK, "reembed", "--dry-run", "--json");
                assertThat(buffer().values()).containsOnly(ReversedBackbone.MODEL);
                String rebuilt = run(stack, CommandLines.OK, "reembed", "--task", TASK);

                // Then what could not be is told with its reason, and the rest speaks of the new backbone
                assertThat(dry).contains("\"dryRun\":true", "\"rebuilt\":" + (AT_HAND + 1) + ",", "\"missing\":[{");
                assertThat(rebuilt)
                        .contains(TASK + ": " + (AT_HAND + 1) + " examples rebuilt, 5 could not, 0 had")
                        .contains("early-0 EXPIRED", "early-1 EXPIRED", "early-2 EXPIRED")
                        .contains(GONE + " NOT_FOUND", CHANGED + " DIGEST_MISMATCH")
                        .contains("by reason: {DIGEST_MISMATCH=1, EXPIRED=3, NOT_FOUND=1}");
                Set<String> now = new TreeSet<>(truth.keySet());
                now.removeIf(id -> id.startsWith("early-") || id.equals(GONE) || id.equals(CHANGED));
                assertThat(buffer().entrySet().stream()
                                .filter(entry -> entry.getValue().equals(demo))
                                .map(Map.Entry::getKey))
                        .containsExactlyInAnyOrderElementsOf(now);

                // And a version of it has learned them, and answers what it was taught
                long learned = awaitVersion(demo, now);
                node.awaitLive(TASK, learned, Patience.LIMIT);
                assertThat(right()).isGreaterThanOrEqualTo(0.9);

                // When it is run again, then nothing changes
                assertThat(run(stack, CommandLines.OK, "reembed"))
                        .contains(TASK + ": 0 examples rebuilt, 5 could not, " + now.size() + " had");
                AdapterVersion newest = champion();
                assertThat(newest.getModelId()).isEqualTo(demo);
                assertThat(newest.getLineage().getShots()).containsExactlyInAnyOrderElementsOf(now);

                // When an image is forgotten, then every version that had seen it goes, of both backbones
                String forgotten = run(stack, CommandLines.OK, "forget", "late-0", "--task", TASK);
                assertThat(forgotten)
                        .contains("Versions that had seen them, and are let go: ", "" + old, "" + newest.getVersion());
                Patience.await().until(() -> AdapterCatalogue.read(deployment).versions(TASK).stream()
                        .noneMatch(version -> version.getLineage().getShots().contains("late-0")));
                assertThat(liveOn(ReversedBackbone.MODEL, model.dimension())).isLessThan(old);

                // When no scorer runs on the old one any more
                run(stack, CommandLines.OK, "adapters", "retire", TASK, ReversedBackbone.MODEL);

                // Then its pointer is gone
                Patience.await()
                        .until(() ->
                                AdapterCatalogue.read(deployment).sides(TASK).isEmpty());
            }
        }
    }

    private Deployment deployment(Stack stack) {
        return Deployment.of(ConfigLoader.load(new ConfigSources()
                .set(ConfigKeys.BOOTSTRAP_SERVERS, stack.bootstrapServers(), "test")
                .set(ConfigKeys.REGISTRY_URL, stack.registryUrl(), "test")
                .set(ConfigKeys.TOPICS_PREFIX, stack.prefix(), "test")
                .set(ConfigKeys.APPLICATION_PREFIX, stack.prefix(), "test")
                .set(ConfigKeys.TOPICS_PARTITIONS, 2, "test")
                .set(ConfigKeys.TOPICS_LEARNING_PARTITIONS, 1, "test")
                .set(ConfigKeys.CLAIM_ROOTS, folder, "test")
                .set(ConfigKeys.STATE_DIRECTORY, folder.resolve("state"), "test")
                .set(ConfigKeys.HTTP_PORT, 0, "test")));
    }

    private void applyTask() {
        String classes = SceneGenerator.labels().stream()
                .map(label -> "\"" + label + "\"")
                .collect(Collectors.joining(","));
        String json =
                "{\"task\": \"" + TASK + "\", \"method\": \"residual-least-squares\", \"classes\": [" + classes + "]}";
        new TaskDesk(deployment).apply(TaskFile.parse("test", json, "test", Instant.now()), Patience.LIMIT);
    }

    private void send(int count, String prefix) throws Exception {
        try (Producer<String, ImageEvent> images =
                deployment.clients().producer(deployment.topics().images())) {
            for (int i = 0; i < count; i++) {
                Scene scene = scenes.next();
                truth.put(prefix + i, scene.label());
                send(images, prefix + i, new InlineImage(ByteBuffer.wrap(scene.jpeg())));
            }
        }
    }

    private void sendStored() throws Exception {
        try (Producer<String, ImageEvent> images =
                deployment.clients().producer(deployment.topics().images())) {
            for (String id : List.of(STORED, GONE, CHANGED)) {
                Scene scene = scenes.next();
                truth.put(id, scene.label());
                Path file = Files.write(folder.resolve(id), scene.jpeg());
                send(
                        images,
                        id,
                        new ImageReference(file.toUri().toString(), ByteBuffer.wrap(ImageDepot.sha256(scene.jpeg()))));
            }
        }
    }

    private void send(Producer<String, ImageEvent> images, String id, Object content) throws Exception {
        ImageEvent event = ImageEvent.newBuilder()
                .setTask(TASK)
                .setEventTime(Instant.now())
                .setContent(content)
                .build();
        images.send(new ProducerRecord<>(deployment.topics().images().name(), id, event))
                .get();
    }

    private Map<Integer, Long> ends() throws Exception {
        Map<Integer, Long> ends = new HashMap<>();
        try (Admin admin = deployment.clients().admin()) {
            for (int partition = 0; partition < 2; partition++) {
                TopicPartition one =
                        new TopicPartition(deployment.topics().images().name(), partition);
                ends.put(
                        partition,
                        admin.listOffsets(Map.of(one, org.apache.kafka.clients.admin.OffsetSpec.latest()))
                                .partitionResult(one)
                                .get()
                                .offset());
            }
        }
        return ends;
    }

    /** As retention does it. */
    private void expire(Map<Integer, Long> ends) throws Exception {
        Map<TopicPartition, RecordsToDelete> records = new HashMap<>();
        ends.forEach((partition, end) -> records.put(
                new TopicPartition(deployment.topics().images().name(), partition), RecordsToDelete.beforeOffset(end)));
        try (Admin admin = deployment.clients().admin()) {
            admin.deleteRecords(records).all().get();
        }
    }

    /** The last prediction of each of these images. */
    private Map<String, Prediction> predictions(Set<String> ids) {
        Map<String, Prediction> predictions = new HashMap<>();
        String topic = deployment.topics().predictions().name();
        try (TopicReader reader = new TopicReader(deployment.clients())) {
            reader.fromBeginning(topic);
            boolean all = reader.await(Patience.LIMIT, record -> {
                predictions.put(
                        new String(record.key(), StandardCharsets.UTF_8),
                        deployment
                                .topics()
                                .predictions()
                                .values()
                                .deserializer()
                                .deserialize(topic, record.value()));
                return predictions.keySet().containsAll(ids);
            });
            assertThat(all).isTrue();
        }
        return predictions;
    }

    private void correct(Map<String, Prediction> predicted) {
        assertThat(predicted.values()).extracting(Prediction::getModelId).containsOnly(ReversedBackbone.MODEL);
        try (CorrectionDesk desk = new CorrectionDesk(deployment, "ann", Clock.systemUTC())) {
            truth.forEach(
                    (id, label) -> desk.send(TASK, id, CorrectionKind.LABEL, label, CorrectionOrigin.SPONTANEOUS, null)
                            .join());
        }
    }

    /** Waits until a version of the backbone that has seen these images is in use, and gives its number. */
    private long awaitVersion(String modelId, Set<String> shots) {
        Patience.await().pollInterval(Duration.ofMillis(200)).until(() -> AdapterCatalogue.read(deployment)
                .championVersion(TASK)
                .filter(version -> version.getModelId().equals(modelId))
                .filter(version -> new TreeSet<>(version.getLineage().getShots()).equals(new TreeSet<>(shots)))
                .isPresent());
        return champion().getVersion();
    }

    private AdapterVersion champion() {
        return AdapterCatalogue.read(deployment).championVersion(TASK).orElseThrow();
    }

    private Map<String, String> buffer() {
        Map<String, String> models = new TreeMap<>();
        try (BufferView view = new BufferView(deployment, TASK)) {
            for (Example example : view.refresh()) {
                models.put(example.getImageId(), example.getModelId());
            }
        }
        return models;
    }

    /** The version that a scorer which starts on this backbone has. */
    private long liveOn(String modelId, int dimension) throws Exception {
        VersionRegistry registry = new VersionRegistry();
        Map<String, Object> client = deployment.config().kafka().client("consumer");
        try (KafkaRecordFetcher fetcher = new KafkaRecordFetcher(client, Duration.ofSeconds(30));
                AdapterTail tail = AdapterTail.start(
                        client,
                        deployment.topics().adapters(),
                        fetcher,
                        new VersionLoader(modelId, dimension),
                        registry,
                        AdapterTailListener.NONE)) {
            Patience.limited(tail.ready()).get();
            return registry.snapshot().of(TASK).version();
        }
    }

    /** Share of the images at hand that, sent again, are now called what they were said to be. */
    private double right() throws Exception {
        SceneGenerator same = new SceneGenerator(7);
        for (int i = 0; i < EXPIRED; i++) {
            same.next();
        }
        Map<String, String> labels = new HashMap<>();
        try (Producer<String, ImageEvent> images =
                deployment.clients().producer(deployment.topics().images())) {
            for (int i = 0; i < AT_HAND; i++) {
                Scene scene = same.next();
                labels.put("again-" + i, scene.label());
                send(images, "again-" + i, new InlineImage(ByteBuffer.wrap(scene.jpeg())));
            }
        }
        Map<String, Prediction> said = predictions(labels.keySet());
        return labels.entrySet().stream()
                        .filter(entry -> said.get(entry.getKey())
                                .getTop()
                                .get(0)
                                .getLabel()
                                .equals(entry.getValue()))
                        .count()
                / (double) AT_HAND;
    }

    private String run(Stack stack, int expected, String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--bootstrap-servers", stack.bootstrapServers(), "--registry", stack.registryUrl()));
        all.addAll(List.of("--set", "topics.prefix=" + stack.prefix(), "--set", "claim.file.roots=" + folder));
        all.addAll(List.of("--set", "topics.learning.partitions=1", "--set", "topics.partitions=2"));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = CommandLines.run(new PrintWriter(out), new PrintWriter(err), all.toArray(String[]::new));
        assertThat(code).as("%s: %s%s", all, out, err).isEqualTo(expected);
        return out.toString();
    }
}
