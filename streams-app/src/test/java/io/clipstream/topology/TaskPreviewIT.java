package io.clipstream.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.adapter.Adapter;
import io.clipstream.app.cli.CommandLines;
import io.clipstream.app.client.BufferView;
import io.clipstream.app.client.Deployment;
import io.clipstream.app.client.RecentFeatures;
import io.clipstream.app.client.TaskPreview;
import io.clipstream.app.client.TaskPreviews;
import io.clipstream.app.client.VersionDifference;
import io.clipstream.app.config.ConfigKeys;
import io.clipstream.app.config.ConfigLoader;
import io.clipstream.app.config.ConfigSources;
import io.clipstream.schemas.AdapterRecord;
import io.clipstream.schemas.AdapterVersion;
import io.clipstream.schemas.ChampionPointer;
import io.clipstream.schemas.Example;
import io.clipstream.schemas.TaskSpec;
import io.clipstream.scoring.Margins;
import io.clipstream.testing.Patience;
import io.clipstream.testing.Stack;
import io.clipstream.testing.StackExtension;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Changing a task's classes while the stream runs, first as a rehearsal. */
@ExtendWith(StackExtension.class)
class TaskPreviewIT {
    private static final String TASK = LearningRecords.TASK;
    private static final int IMAGES = 40;

    @TempDir
    private Path folder;

    @Test
    void whatARehearsalSaysIsWhatHappensAndItChangesNothing(Stack stack) throws Exception {
        try (LearningStack learning = new LearningStack(stack, folder)) {
            // Given a task that has learned seven examples
            Deployment deployment = deployment(stack, learning);
            learning.startCollect();
            learning.startRetrain(LearningStack.DIRECT);
            learning.send(learning.topics().tasks(), TASK, task("cat", "dog", "owl", "cow"));
            for (int i = 0; i < IMAGES; i++) {
                learning.send(learning.topics().predictions(), "i" + i, LearningRecords.prediction("i" + i));
            }
            List<String> labels = List.of("cat", "cat", "cat", "dog", "dog", "owl", "cow");
            for (int i = 0; i < labels.size(); i++) {
                correct(learning, "i" + i, labels.get(i));
            }
            AdapterVersion before = await(
                    learning,
                    version -> version.getLineage().getExamples() == labels.size()
                            && version.getLineage().getTrigger().equals("refit"));

            // When the cat is renamed, owl and cow are merged, the dog goes and a bird comes, in a rehearsal
            TaskSpec next = LearningRecords.formerly(
                    LearningRecords.formerly(task("feline", "owl", "bird"), "feline", "cat"), "owl", "cow");
            Map<TopicPartition, Long> offsets = offsets(stack, learning);
            TestHeads heads = new TestHeads(LearningRecords.MODEL, LearningStack.DIRECT);
            TaskPreview preview = new TaskPreviews(
                            deployment, (spec, modelId) -> TaskPreviews.head(heads, spec, modelId))
                    .of(next, 500)
                    .orElseThrow();

            // Then it tells what it would do, and has done nothing
            assertThat(offsets(stack, learning)).isEqualTo(offsets);
            assertThat(preview.classes().renamed()).isEqualTo(Map.of("cat", "feline"));
            assertThat(preview.classes().merged()).isEqualTo(Map.of("owl", List.of("owl", "cow")));
            assertThat(preview.classes().added()).containsExactly("bird");
            assertThat(preview.classes().removed()).containsExactly("dog");
            assertThat(preview.moved()).isEqualTo(4);
            assertThat(preview.leaving()).isEqualTo(Map.of("dog", 2));
            assertThat(preview.shift().images()).isEqualTo(IMAGES);
            assertThat(preview.shift().changed()).isPositive();
            assertThat(preview.before().getVersion()).isEqualTo(before.getVersion());

            // When it is applied, then that is what happens, to the byte
            learning.send(learning.topics().tasks(), TASK, next);
            AdapterVersion after = await(learning, version -> version.getTensorsSha256()
                    .equals(preview.after().getTensorsSha256()));
            List<RecentFeatures.Row> rows = RecentFeatures.read(deployment, TASK, LearningRecords.MODEL, 500);
            assertThat(after.getLabels()).isEqualTo(preview.after().getLabels());
            assertThat(after.getLineage().getShots())
                    .isEqualTo(preview.after().getLineage().getShots())
                    .hasSize(5);
            assertThat(VersionDifference.of(preview.after(), after, rows)
                            .shift()
                            .meanShift())
                    .isZero();
            assertThat(bufferLabels(deployment))
                    .isEqualTo(Map.of("i0", "feline", "i1", "feline", "i2", "feline", "i5", "owl", "i6", "owl"));

            // And the new class is told from its name alone, and a late word of an old name counts
            assertThat(best(after, "bird")).isEqualTo("bird");
            correct(learning, "i9", "cat");
            AdapterVersion later =
                    await(learning, version -> version.getLineage().getShots().contains("i9"));
            assertThat(bufferLabels(deployment)).containsEntry("i9", "feline");
            assertThat(best(later, "bird")).isEqualTo("bird");

            // And the command compares without a model where the class list stays, and refuses another checkpoint
            String stays = run(
                    stack,
                    learning,
                    CommandLines.OK,
                    "'bufferPerClass': 2, 'classes': [{'label': 'feline', 'formerly': ['cat']}, 'owl', 'bird']");
            assertThat(stays)
                    .contains(
                            "\"leaving\":{\"feline\":2}",
                            "\"forgotten\":[\"cow\"]",
                            "\"removed\":[]",
                            "\"images\":" + IMAGES,
                            "\"refit\":true");
            String other = run(stack, learning, CommandLines.FAILED, "'classes': ['feline', 'owl', 'bird', 'fish']");
            assertThat(other).contains("speaks of backbone model-1, the checkpoint at hand is ");
        }
    }

    private static TaskSpec task(String... labels) {
        return TaskSpec.newBuilder(LearningRecords.task(labels))
                .setMethod("auto")
                .build();
    }

    private static Deployment deployment(Stack stack, LearningStack learning) {
        return Deployment.of(ConfigLoader.load(new ConfigSources()
                .set(ConfigKeys.BOOTSTRAP_SERVERS, stack.bootstrapServers(), "test")
                .set(ConfigKeys.REGISTRY_URL, stack.registryUrl(), "test")
                .set(ConfigKeys.TOPICS_PREFIX, prefix(learning), "test")));
    }

    private static String prefix(LearningStack learning) {
        String name = learning.topics().tasks().name();
        return name.substring(0, name.length() - "tasks".length());
    }

    private static void correct(LearningStack learning, String imageId, String label) {
        learning.send(learning.topics().corrections(), imageId, LearningRecords.correction(label, "ann", 1));
    }

    /** Where all topics end. */
    private static Map<TopicPartition, Long> offsets(Stack stack, LearningStack learning) {
        try (KafkaConsumer<byte[], byte[]> consumer =
                stack.consumer(new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = learning.topics().all().stream()
                    .flatMap(topic -> consumer.partitionsFor(topic.name()).stream())
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            return new HashMap<>(consumer.endOffsets(partitions));
        }
    }

    private static Map<String, String> bufferLabels(Deployment deployment) {
        try (BufferView view = new BufferView(deployment, TASK)) {
            return view.refresh().stream()
                    .collect(Collectors.toMap(Example::getImageId, Example::getLabel, (a, b) -> b, TreeMap::new));
        }
    }

    private static String best(AdapterVersion version, String imageId) throws Exception {
        Adapter adapter = KnowledgeRecords.adapter(version);
        float[] probabilities = new float[adapter.classes()];
        adapter.probabilities(LearningRecords.feature(imageId), 1, probabilities);
        return version.getLabels().get(Margins.best(probabilities));
    }

    /** Waits until such a version is the champion. */
    private static AdapterVersion await(LearningStack learning, Predicate<AdapterVersion> wanted) {
        return Patience.await()
                .until(() -> champion(learning).filter(wanted), Optional::isPresent)
                .orElseThrow();
    }

    private static Optional<AdapterVersion> champion(LearningStack learning) {
        long champion = 0;
        for (AdapterRecord record : learning.adapters()) {
            champion = record.getContent() instanceof ChampionPointer pointer ? pointer.getVersion() : champion;
        }
        long number = champion;
        return learning.versions().stream()
                .filter(version -> version.getVersion() == number)
                .findFirst();
    }

    private String run(Stack stack, LearningStack learning, int expected, String spec) throws Exception {
        Path file = folder.resolve("task.json");
        Files.writeString(file, "{'task': '%s', %s}".formatted(TASK, spec).replace('\'', '"'));
        List<String> all = new ArrayList<>(List.of("task", "apply", file.toString(), "--dry-run", "--json"));
        all.addAll(List.of("--bootstrap-servers", stack.bootstrapServers(), "--registry", stack.registryUrl()));
        all.addAll(List.of("--set", "topics.prefix=" + prefix(learning)));
        all.addAll(List.of("--set", "state.directory=" + folder.resolve("state")));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = CommandLines.run(new PrintWriter(out), new PrintWriter(err), all.toArray(String[]::new));
        assertThat(code).as("%s: %s%s", all, out, err).isEqualTo(expected);
        return out.toString() + err;
    }
}
