package io.clipstream.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.adapter.AdapterArtifact;
import io.clipstream.adapter.AdapterMethods;
import io.clipstream.adapter.ClassHead;
import io.clipstream.adapter.Digests;
import io.clipstream.adapter.HalfFloats;
import io.clipstream.adapter.InstantMethod;
import io.clipstream.adapter.InstantSeries;
import io.clipstream.adapter.Shot;
import io.clipstream.adapter.SupportSet;
import io.clipstream.adapter.Tensor;
import io.clipstream.adapter.TrainingInput;
import io.clipstream.adapter.UnlabelledSample;
import io.clipstream.schemas.AdapterVersion;
import io.clipstream.schemas.Example;
import io.clipstream.schemas.Lineage;
import io.clipstream.schemas.SampledFeature;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReproductionTest {
    private static final String METHOD = "metric-residual";
    private static final List<String> REPLAYED = List.of("dog3", "cat3");

    private final ClassHead head = new ClassHead(
            List.of("cat", "dog"),
            "revision",
            LearningRecords.MODEL,
            Tensor.ofRows(new float[][] {LearningRecords.feature("cat"), LearningRecords.feature("dog")}),
            20f);
    private final List<Example> buffer = new ArrayList<>(IntStream.range(0, 4)
            .boxed()
            .flatMap(i -> List.of("cat", "dog").stream().map(label -> LearningRecords.example(label + i, label)))
            .toList());
    private final List<SampledFeature> sampled = IntStream.range(0, 120)
            .mapToObj(i -> new SampledFeature(
                    LearningRecords.TASK,
                    "s" + i,
                    (long) (i * 7919 % 1000),
                    1L,
                    ByteBuffer.wrap(HalfFloats.toBytes(LearningRecords.feature("s" + i))),
                    LearningRecords.MODEL))
            .toList();

    @Test
    void makesAFittedAndAnInstantVersionAgainToTheByte() throws Exception {
        assertThat(again(version(false), Map.of(), buffer, sampled).same()).isTrue();
        assertThat(again(version(true), Map.of(), buffer, sampled).same()).isTrue();
    }

    @Test
    void namesWhatIsGone() throws Exception {
        AdapterVersion version = version(false);
        List<Example> without = buffer.subList(1, buffer.size());
        List<Example> relabelled = new ArrayList<>(buffer);
        relabelled.set(0, LearningRecords.example("cat0", "dog"));

        assertThat(again(version, Map.of(), without, sampled).missing())
                .containsExactly("1 of its 8 examples have left the buffer: cat0");
        assertThat(again(version, Map.of(), relabelled, sampled).missing())
                .containsExactly("an example has another label, weight or feature now");
        assertThat(again(version, Map.of(), buffer, sampled.subList(1, 120)).missing())
                .containsExactly("the unlabelled sample of 120 images has moved on with the stream");
        assertThat(again(version, Map.of("metric-residual.calibration", "0"), buffer, sampled)
                        .missing())
                .containsExactly("the task's options are not those that it was fitted with");
    }

    @Test
    void tellsWhereTheBytesDiffer() throws Exception {
        // Given a version whose tensors are another's
        AdapterVersion instant = version(true);
        AdapterVersion mixed = AdapterVersion.newBuilder(instant)
                .setLineage(version(false).getLineage())
                .build();

        Reproduction.Outcome outcome = again(mixed, Map.of(), buffer, sampled);

        assertThat(outcome.same()).isFalse();
        assertThat(outcome.missing()).isEmpty();
    }

    private static Reproduction.Outcome again(
            AdapterVersion version, Map<String, String> options, List<Example> buffer, List<SampledFeature> sampled)
            throws Exception {
        return Reproduction.of(version, options, buffer, sampled);
    }

    private AdapterVersion version(boolean instant) throws Exception {
        List<Shot> shots = buffer.stream()
                .map(example -> RetrainExample.of(example).shot(head.labels().indexOf(example.getLabel())))
                .toList();
        UnlabelledSample sample = new UnlabelledSample(sampled.stream()
                .map(s -> new UnlabelledSample.Row(
                        s.getImageId(), HalfFloats.readUnit(s.getFeature().array())))
                .toList());
        TrainingInput all = new TrainingInput(head, new SupportSet(shots), sample, Map.of(), 5);
        AdapterArtifact artifact = AdapterMethods.named(METHOD).fit(all);
        if (instant) {
            List<Shot> base =
                    shots.stream().filter(shot -> !REPLAYED.contains(shot.id())).toList();
            InstantSeries series =
                    ((InstantMethod) AdapterMethods.named(METHOD)).series(all.with(new SupportSet(base)));
            REPLAYED.forEach(id -> series.add(shots.stream()
                    .filter(shot -> shot.id().equals(id))
                    .findFirst()
                    .orElseThrow()));
            artifact = series.artifact();
        }
        Lineage lineage = Lineage.newBuilder()
                .setParent(1L)
                .setTrigger(instant ? "instant" : "refit")
                .setBufferDigest(Digests.supportSet(all.support()))
                .setSampleDigest(sample.digest())
                .setUnlabelled(sample.size())
                .setTaskDigest("")
                .setConfigDigest(Digests.options(METHOD, Map.of()))
                .setSeed(5)
                .setExamples(shots.size())
                .setAdded(List.of())
                .setRemoved(List.of())
                .setShots(shots.stream().map(Shot::id).sorted().toList())
                .setBase(instant ? 1L : null)
                .setReplayed(instant ? REPLAYED : List.of())
                .setTrainedAt(Instant.EPOCH)
                .setTrainMillis(1)
                .setLibraries(Map.of())
                .setDevice("cpu")
                .build();
        return AdapterRecords.version(LearningRecords.TASK, 2, artifact, lineage);
    }
}
