package io.clipstream.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.adapter.AdapterArtifact;
import io.clipstream.adapter.Tensor;
import io.clipstream.schemas.AdapterRecord;
import io.clipstream.schemas.AdapterVersion;
import io.clipstream.schemas.ChampionPointer;
import io.clipstream.schemas.Lineage;
import io.clipstream.schemas.ScoringPolicy;
import io.clipstream.scoring.LiveVersion;
import io.clipstream.scoring.VersionLoader;
import io.clipstream.scoring.VersionRegistry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class AdapterTailResolverTest {
    private static final int DIMENSION = 4;

    private final Topics topics = ScoreFixture.topics("", "mock://adapter-tail-resolver-test", 1);
    private final VersionRegistry registry = new VersionRegistry();
    private final AdapterTailIndex index = new AdapterTailIndex("model");
    private final Map<Long, ConsumerRecord<byte[], byte[]>> log = new HashMap<>();
    private final List<String> refusals = new ArrayList<>();
    private final List<Long> ignored = new ArrayList<>();
    private final List<Long> fetched = new ArrayList<>();
    private final List<Runnable> answers = new ArrayList<>();
    private boolean brokersDown;
    private boolean reading;
    private int awaitedTogether = 1;
    private final AdapterTailResolver resolver = new AdapterTailResolver(
            index, topics.adapters(), fetcher(), new VersionLoader("model", DIMENSION), registry, listener());
    private long offset;

    @Test
    void bringsTheNewestPointerIntoForce() {
        // Given
        version("tiles", 1, v -> {});
        point("tiles", 1);
        version("tiles", 2, v -> {});
        point("tiles", 2);

        // When
        boolean all = resolver.resolve();

        // Then
        assertThat(all).isTrue();
        LiveVersion live = registry.snapshot().of("tiles");
        assertThat(live.version()).isEqualTo(2);
        assertThat(live.pointerOffset()).isEqualTo(3);
        assertThat(live.policy().reviewMargin()).isEqualTo(0.25f);
        assertThat(live.loaded().labels()).containsExactly("a", "b");
        assertThat(refusals).isEmpty();
    }

    @Test
    void keepsLastGoodAdapterWhenTheNewOneIsCorrupt() {
        // Given
        version("tiles", 1, v -> {});
        point("tiles", 1);
        resolver.resolve();

        // When, Then: each kind of corruption is refused with its reason, told once
        assertRefused("tensorsSha256", v -> v.setTensorsSha256(ByteBuffer.wrap(new byte[32])));
        assertRefused("dimension", v -> v.setDimension(5));
        assertRefused("modelId", v -> v.setModelId("another"));
        assertRefused("method 'magic' is unknown", v -> v.setMethod("magic"));
        assertRefused("labels", v -> v.setLabels(List.of()));
        assertRefused("shape", v -> v.setLabels(List.of("a", "b", "c")));
        assertRefused("logitScale", v -> v.setLogitScale(Float.NaN));
        assertRefused("not finite", v -> tensors(v, new float[] {Float.NaN, 0, 0, 0, 0, 1, 0, 0}));
        assertRefused(
                "sum to NaN",
                v -> tensors(v, new float[] {3e38f, 3e38f, 3e38f, 3e38f, -3e38f, -3e38f, -3e38f, -3e38f}));
        assertRefused("safetensors", v -> tensors(v, new byte[] {1, 2, 3}));
        assertRefused("holds version 1", v -> v.setVersion(1));
    }

    @Test
    void fallsBackToTheLastGoodPointerAfterARestart() {
        // Given a topic that a fresh scorer reads, whose newest version is corrupt
        version("tiles", 1, v -> {});
        point("tiles", 1);
        version("tiles", 2, v -> v.setMethod("magic"));
        point("tiles", 2);
        garbage("tiles");

        // When
        resolver.resolve();

        // Then
        assertThat(registry.snapshot().of("tiles").version()).isEqualTo(1);
        assertThat(refusals).hasSize(1);
        assertThat(ignored).containsExactly(4L);
        // And a good one after it is taken
        version("tiles", 3, v -> {});
        point("tiles", 3);
        resolver.resolve();
        assertThat(registry.snapshot().of("tiles").version()).isEqualTo(3);
    }

    @Test
    void rollsBackByANewerPointerToAnOlderVersion() {
        // Given
        version("tiles", 1, v -> {});
        point("tiles", 1);
        resolver.resolve();
        version("tiles", 2, v -> {});
        point("tiles", 2);
        resolver.resolve();

        // When
        point("tiles", 1);
        resolver.resolve();

        // Then
        assertThat(registry.snapshot().of("tiles").version()).isEqualTo(1);
        assertThat(registry.snapshot().of("tiles").pointerOffset()).isEqualTo(4);
    }

    @Test
    void fetchesWeightsThatCameLongBeforeTheirPointer() {
        // Given
        version("tiles", 1, v -> {});
        for (int i = 2; i < 20; i++) {
            version("tiles", i, v -> {});
        }

        // When
        point("tiles", 1);
        resolver.resolve();

        // Then
        assertThat(fetched).containsExactly(0L);
        assertThat(registry.snapshot().of("tiles").version()).isEqualTo(1);
    }

    @Test
    void asksForTheWeightsOfManyTasksBeforeTheTurnOfEachComes() {
        // Given many tasks, and weights that come only when those of all others were asked for too
        int tasks = 30;
        for (int i = 0; i < tasks; i++) {
            version("task-" + i, 1, v -> {});
            point("task-" + i, 1);
        }
        // All but the last few, which are still at hand.
        awaitedTogether = tasks - 8;

        // When
        boolean all = resolver.resolve();

        // Then
        assertThat(all).isTrue();
        assertThat(registry.snapshot().live()).hasSize(tasks);
        assertThat(fetched).hasSize(tasks - 8).doesNotHaveDuplicates();
    }

    @Test
    void readsAtAStartOnlyThoseWeightsAgainThatTheFirstPointerDoesNotName() {
        // Given many tasks that are read from the beginning, and one of them whose first version is not its champion
        reading = true;
        int tasks = 30;
        for (int i = 0; i < tasks; i++) {
            version("task-" + i, 1, v -> {});
            point("task-" + i, 1);
        }
        version("task-3", 2, v -> {});
        long second = offset - 1;
        point("task-3", 2);
        version("task-4", 2, v -> v.setMethod("magic"));
        point("task-4", 2);
        for (int i = 3; i < 20; i++) {
            version("task-5", i, v -> {});
        }
        assertThat(registry.snapshot().live()).isEmpty();
        reading = false;

        // When
        resolver.resolve();

        // Then all champions are live, and one that is damaged has not taken the place of the one before
        assertThat(registry.snapshot().live()).hasSize(tasks);
        assertThat(registry.snapshot().of("task-3").version()).isEqualTo(2);
        assertThat(registry.snapshot().of("task-4").version()).isEqualTo(1);
        assertThat(refusals).hasSize(1);
        assertThat(fetched).contains(second).hasSizeLessThanOrEqualTo(2 + 1);
    }

    @Test
    void waitsWhileTheBrokersCannotBeAskedInsteadOfFallingBack() {
        // Given
        version("tiles", 1, v -> {});
        for (int i = 2; i < 20; i++) {
            version("tiles", i, v -> {});
        }
        point("tiles", 19);
        point("tiles", 1);
        brokersDown = true;

        // When
        boolean all = resolver.resolve();

        // Then
        assertThat(all).isFalse();
        assertThat(registry.snapshot().of("tiles")).isNull();
        assertThat(refusals).isEmpty();
        brokersDown = false;
        assertThat(resolver.resolve()).isTrue();
        assertThat(registry.snapshot().of("tiles").version()).isEqualTo(1);
    }

    @Test
    void takesAVersionWhoseWeightsCameAfterItsPointer() {
        // Given
        point("tiles", 1);
        resolver.resolve();
        assertThat(refusals).hasSize(1);

        // When
        version("tiles", 1, v -> {});
        resolver.resolve();

        // Then
        assertThat(registry.snapshot().of("tiles").version()).isEqualTo(1);
    }

    @Test
    void endsATaskAtItsTombstone() {
        // Given
        version("tiles", 1, v -> {});
        point("tiles", 1);
        resolver.resolve();

        // When
        add("tiles", null);
        resolver.resolve();

        // Then
        assertThat(registry.snapshot().of("tiles")).isNull();
    }

    @Test
    void ignoresKeysThatAreNoTasks() {
        // Given, When, Then
        for (String key : List.of("", "No Task", "tiles/", "tiles/x", "tiles/0", "a/b/c")) {
            assertThat(index.add(raw(key, new byte[] {1}))).as(key).isFalse();
        }
        assertThat(index.changed()).isEmpty();
    }

    @Test
    void followsThePointerOfItsOwnBackboneWhileAnotherIsInUse() {
        // Given what a scorer finds that starts during a change: a pointer for its backbone, and then many for the
        // other
        version("tiles", 1, v -> {});
        add("tiles/backbone/model", pointer("tiles", 1, "model"));
        add("tiles/backbone/third", pointer("tiles", 9, "third"));
        for (int number = 2; number < 100; number++) {
            add("tiles", pointer("tiles", number, "another"));
        }

        // When
        resolver.resolve();

        // Then its own is in force, and the others are no news
        assertThat(registry.snapshot().of("tiles").version()).isEqualTo(1);
        assertThat(refusals).isEmpty();

        // When its pointer is taken away
        index.add(raw("tiles/backbone/model", null));
        resolver.resolve();

        // Then what it has stays, until its backbone is in use again
        assertThat(registry.snapshot().of("tiles").version()).isEqualTo(1);
        version("tiles", 100, v -> {});
        point("tiles", 100);
        resolver.resolve();
        assertThat(registry.snapshot().of("tiles").version()).isEqualTo(100);
    }

    private void assertRefused(String reason, Consumer<AdapterVersion.Builder> damage) {
        refusals.clear();
        long number = offset + 100;
        version("tiles", number, damage);
        point("tiles", number);
        resolver.resolve();
        index.add(raw("tiles/1000000", new byte[] {1}));
        resolver.resolve();
        assertThat(refusals).as(reason).hasSize(1).first().asString().contains(reason);
        assertThat(registry.snapshot().of("tiles").version()).as(reason).isEqualTo(1);
    }

    private void version(String task, long number, Consumer<AdapterVersion.Builder> damage) {
        AdapterArtifact artifact = new AdapterArtifact(
                "zero-shot",
                "model",
                DIMENSION,
                List.of("a", "b"),
                "revision",
                100,
                Map.of("text", new Tensor(new int[] {2, DIMENSION}, new float[] {1, 0, 0, 0, 0, 1, 0, 0})));
        AdapterVersion.Builder version =
                AdapterVersion.newBuilder(AdapterRecords.version(task, number, artifact, lineage()));
        damage.accept(version);
        add(task + "/" + number, new AdapterRecord(version.build()));
    }

    private static void tensors(AdapterVersion.Builder version, float[] text) {
        AdapterArtifact artifact = new AdapterArtifact(
                "zero-shot",
                "model",
                DIMENSION,
                List.of("a", "b"),
                "revision",
                100,
                Map.of("text", new Tensor(new int[] {2, DIMENSION}, text)));
        AdapterVersion made = AdapterRecords.version("x", 1, artifact, lineage());
        version.setTensors(made.getTensors());
        version.setTensorsSha256(made.getTensorsSha256());
    }

    private static void tensors(AdapterVersion.Builder version, byte[] file) {
        version.setTensors(ByteBuffer.wrap(file));
        version.setTensorsSha256(ByteBuffer.wrap(io.clipstream.adapter.Digests.sha256(file)));
    }

    private static Lineage lineage() {
        return new Lineage(
                null,
                "zero-shot",
                "",
                "",
                "",
                "",
                0L,
                0,
                List.of(),
                List.of(),
                Instant.EPOCH,
                0L,
                Map.of(),
                "cpu",
                null,
                List.of(),
                0,
                List.of());
    }

    private void point(String task, long version) {
        add(task, pointer(task, version, "model"));
    }

    private static AdapterRecord pointer(String task, long version, String modelId) {
        ScoringPolicy policy = new ScoringPolicy(5, 0.25f, 0.0f, null, 0.01f, null);
        return new AdapterRecord(new ChampionPointer(task, version, modelId, Instant.EPOCH, "gate", policy, null));
    }

    private void garbage(String task) {
        index.add(raw(task, new byte[] {9, 9, 9}));
    }

    private void add(String key, AdapterRecord value) {
        byte[] bytes = topics.adapters().values().serializer().serialize("adapters", value);
        ConsumerRecord<byte[], byte[]> record = raw(key, bytes);
        assertThat(index.add(record)).isTrue();
        if (reading) {
            resolver.preload(record);
        }
    }

    private ConsumerRecord<byte[], byte[]> raw(String key, byte[] value) {
        ConsumerRecord<byte[], byte[]> record =
                new ConsumerRecord<>(topics.adapters().name(), 0, offset, key.getBytes(StandardCharsets.UTF_8), value);
        log.put(offset++, record);
        return record;
    }

    private AdapterTailListener listener() {
        return new AdapterTailListener() {
            @Override
            public void refused(String task, String reason) {
                refusals.add(reason);
            }

            @Override
            public void ignored(SourcePosition source) {
                ignored.add(source.offset());
            }
        };
    }

    private RecordFetcher fetcher() {
        return new RecordFetcher() {
            @Override
            public CompletableFuture<Optional<ConsumerRecord<byte[], byte[]>>> fetch(
                    String topic, int partition, long offset) {
                if (brokersDown) {
                    return CompletableFuture.failedFuture(new TimeoutException("down"));
                }
                fetched.add(offset);
                CompletableFuture<Optional<ConsumerRecord<byte[], byte[]>>> answer = new CompletableFuture<>();
                answers.add(() -> answer.complete(Optional.ofNullable(log.get(offset))));
                if (answers.size() >= awaitedTogether) {
                    answers.forEach(Runnable::run);
                }
                return answer;
            }

            @Override
            public void close() {}
        };
    }
}
