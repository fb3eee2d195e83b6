package io.clipstream.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MetricResidualSeriesTest {
    private static final int CLASSES = 6;
    private final MetricResidual method = new MetricResidual();
    private final Synthetic problem = new Synthetic(41, CLASSES, 24, 2.5);

    @Test
    void startsFromTheBytesOfAFit() {
        TrainingInput input = problem.input(problem.shots(4, 1.2));
        assertThat(bytes(method.series(input).artifact())).isEqualTo(bytes(method.fit(input)));
    }

    @Test
    void isReplayedToTheSameBytesFromItsBaseVersionAndTheOrderedExamples() throws InvalidAdapterException {
        // Given a series that grew from nothing over first examples, refits and updates
        List<Shot> stream = stream();
        TrainingInput nothing = problem.input(new SupportSet(List.of()));
        InstantSeries live = method.series(nothing);
        List<byte[]> versions = new ArrayList<>();
        for (Shot shot : stream) {
            versions.add(bytes(live.add(shot)));
        }
        // When a base version that was stored and read again takes in the same examples
        InstantSeries replayed = method.series(nothing, stored(method.fit(nothing)));
        // Then every version has the same bytes
        for (int i = 0; i < stream.size(); i++) {
            assertThat(bytes(replayed.add(stream.get(i)))).isEqualTo(versions.get(i));
        }
    }

    @Test
    void isReplayedFromACalibratedBaseToo() throws InvalidAdapterException {
        // Given a base with weights of its own, and a few examples after it
        TrainingInput input = problem.input(problem.shots(8, 2));
        List<Shot> more = added(5);
        InstantSeries live = method.series(input);
        more.forEach(live::add);
        // When it is replayed
        InstantSeries replayed = method.series(input, stored(method.fit(input)));
        more.forEach(replayed::add);
        // Then the bytes are the same, and none of the additions was a refit
        assertThat(bytes(replayed.artifact())).isEqualTo(bytes(live.artifact()));
        assertThat(replayed.refitDue()).isFalse();
        assertThat(replayed.size()).isEqualTo(input.support().size() + 5);
    }

    @Test
    void givesACorrectedImageItsOwnLabel() throws InvalidAdapterException {
        // Given features as wide as real ones, which the texts often get wrong, and refits when they are due
        Synthetic wide = new Synthetic(42, CLASSES, 512, 3);
        List<Shot> stream = new ArrayList<>(wide.shots(20, 2).shots());
        Collections.shuffle(stream, new Random(3));
        InstantSeries series = method.series(wide.input(new SupportSet(List.of())));
        int updates = 0;
        int right = 0;
        for (int n = 1; n <= stream.size(); n++) {
            Shot shot = stream.get(n - 1);
            float[] own = new float[CLASSES];
            // When an image is corrected
            method.load(series.add(shot)).probabilities(shot.feature(), 1, own);
            // Then it has its own label; counted once every class has an example
            if (n > 2 * CLASSES) {
                updates++;
                right += Evaluation.mostProbable(own, 0, CLASSES) == shot.label() ? 1 : 0;
            }
            if (series.refitDue()) {
                series = method.series(wide.input(new SupportSet(stream.subList(0, n))));
            }
        }
        assertThat(updates).isGreaterThan(100);
        assertThat((double) right / updates).isGreaterThanOrEqualTo(0.98);
    }

    @Test
    void refitsForTheFirstExampleOfAClassAndWheneverAQuarterMoreCame() {
        // Given a base with sixteen examples of two classes, two more of those, and one of a class without
        List<Shot> two = problem.shots(8, 1.2).shots().stream()
                .filter(shot -> shot.label() < 2)
                .toList();
        TrainingInput input = problem.input(new SupportSet(two));
        List<Shot> more = added(2);
        Shot first = added(6).get(5);
        // When the two come in one order and in the other
        InstantSeries one = method.series(input);
        byte[] updated = bytes(addAll(one, more.get(0), more.get(1)));
        InstantSeries other = method.series(input);
        // Then they are updates, which depend on the order
        assertThat(bytes(addAll(other, more.get(1), more.get(0)))).isNotEqualTo(updated);
        assertThat(one.refitDue()).isFalse();
        // And the first example of another class is a refit, which does not
        assertThat(bytes(one.add(first))).isEqualTo(bytes(other.add(first)));
        // And the twentieth, a quarter more than the base had, asks for a new base
        one.add(new Shot("twentieth", 1, first.feature()));
        assertThat(one.refitDue()).isTrue();
    }

    private static AdapterArtifact addAll(InstantSeries series, Shot... shots) {
        for (Shot shot : shots) {
            series.add(shot);
        }
        return series.artifact();
    }

    @Test
    void refusesWhatDoesNotBelongToIt() throws InvalidAdapterException {
        // Given a series
        TrainingInput input = problem.input(problem.shots(2, 1.2));
        InstantSeries series = method.series(input);
        Shot there = input.support().shots().get(0);
        // Then neither an example that it has, nor one of an unknown class, nor a base of other examples is taken
        assertThatThrownBy(() -> series.add(there))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("shot 'image-00000-000' is among the examples already: a changed label wants a new series");
        assertThatThrownBy(() -> series.add(new Shot("new", CLASSES, there.feature())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("shot 'new' has label 6, expected a class from 0 to 5");
        AdapterArtifact other = method.fit(problem.input(problem.shots(3, 1.2)));
        assertThatThrownBy(() -> method.series(input, other))
                .isInstanceOf(InvalidAdapterException.class)
                .hasMessage("the base version has seen 18 examples, expected the 12 of the input");
    }

    private List<Shot> stream() {
        List<Shot> stream = new ArrayList<>(problem.shots(8, 1.2).shots());
        Collections.shuffle(stream, new Random(3));
        return stream;
    }

    private List<Shot> added(int count) {
        return problem.shots(1, 1.2).shots().subList(0, count).stream()
                .map(shot -> new Shot("added-" + shot.id(), shot.label(), shot.feature()))
                .toList();
    }

    private static AdapterArtifact stored(AdapterArtifact artifact) throws InvalidAdapterException {
        return new AdapterArtifact(
                artifact.method(),
                artifact.modelId(),
                artifact.dimension(),
                artifact.labels(),
                artifact.revision(),
                artifact.logitScale(),
                SafetensorsCodec.decode(SafetensorsCodec.encode(artifact.tensors())));
    }

    private static byte[] bytes(AdapterArtifact artifact) {
        return SafetensorsCodec.encode(artifact.tensors());
    }
}
