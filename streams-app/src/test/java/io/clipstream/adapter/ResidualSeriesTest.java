package io.clipstream.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResidualSeriesTest {
    private final ResidualLeastSquares method = new ResidualLeastSquares();
    private final Synthetic problem = new Synthetic(12, 4, 24, 2);
    private final List<Shot> shots = problem.shots(8, 1).shots();

    @Test
    void startsWithTheBytesOfAFitAndEndsWhereAFitOnAllEnds() {
        // Given a series on some shots
        TrainingInput some = problem.input(new SupportSet(shots.subList(0, 10)));
        InstantSeries series = method.series(some);
        assertThat(bytes(series.artifact())).isEqualTo(bytes(method.fit(some)));
        // When the others come
        shots.subList(10, 32).forEach(series::add);
        // Then it knows what a fit on all knows
        assertThat(series.size()).isEqualTo(32);
        assertThat(series.artifact().tensors().get("residual").values())
                .containsExactly(
                        method.fit(problem.input(new SupportSet(shots)))
                                .tensors()
                                .get("residual")
                                .values(),
                        within(1e-6f));
        assertThat(series.refitDue()).isFalse();
    }

    @Test
    void isReplayedFromItsBaseToTheByte() throws InvalidAdapterException {
        // Given a series that went on from a base
        TrainingInput some = problem.input(new SupportSet(shots.subList(0, 10)));
        InstantSeries series = method.series(some);
        AdapterArtifact base = series.artifact();
        shots.subList(10, 20).forEach(series::add);
        // When the same additions follow the same base again
        InstantSeries again = method.series(some, base);
        shots.subList(10, 20).forEach(again::add);
        // Then
        assertThat(bytes(again.artifact())).isEqualTo(bytes(series.artifact()));
    }

    @Test
    void refusesABaseOfOtherExamplesOrAnotherHead() {
        // Given a base
        AdapterArtifact base = method.fit(problem.input(new SupportSet(shots.subList(0, 10))));
        // Then it goes with its own input alone
        TrainingInput fewer = problem.input(new SupportSet(shots.subList(0, 9)));
        assertThatThrownBy(() -> method.series(fewer, base))
                .isInstanceOf(InvalidAdapterException.class)
                .hasMessageContaining("is not what these 9 examples and this head give");
        AdapterArtifact other = new ZeroShot().fit(fewer);
        assertThatThrownBy(() -> method.series(fewer, other))
                .isInstanceOf(InvalidAdapterException.class)
                .hasMessage("method is 'zero-shot', expected 'residual-least-squares'");
    }

    @Test
    void refusesAnExampleThatIsThereOrDoesNotFit() {
        // Given
        InstantSeries series = method.series(problem.input(new SupportSet(shots.subList(0, 2))));
        // Then
        assertThatThrownBy(() -> series.add(shots.get(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is among the examples already");
        assertThatThrownBy(() -> series.add(new Shot("x", 4, shots.get(0).feature())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has label 4, expected a class from 0 to 3");
        assertThat(series.size()).isEqualTo(2);
    }

    @Test
    void asksForARefitAfterManyAdditions() {
        // Given a small problem
        Synthetic small = new Synthetic(3, 2, 4, 1);
        List<Shot> many = small.shots(501, 1).shots();
        InstantSeries series = method.series(new TrainingInput(small.head(), new SupportSet(List.of()), Map.of(), 0));
        // When
        many.subList(0, 999).forEach(series::add);
        // Then it is due at the thousandth
        assertThat(series.refitDue()).isFalse();
        series.add(many.get(999));
        assertThat(series.refitDue()).isTrue();
    }

    private static byte[] bytes(AdapterArtifact artifact) {
        return SafetensorsCodec.encode(artifact.tensors());
    }
}
