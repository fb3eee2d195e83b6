package io.clipstream.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GateTest {
    private final Gate gate = new Gate();
    private final ZeroShot zeroShot = new ZeroShot();
    private final ResidualLeastSquares residual = new ResidualLeastSquares();
    /** Text far from the images: there is much to learn. */
    private final Synthetic misleading = new Synthetic(1, 6, 48, 4);
    /** Text at the very centre of the images: there is nothing to learn. */
    private final Synthetic perfect = new Synthetic(2, 6, 48, 0);

    @Test
    void promotesTheFirstVersionOfAClassList() {
        // Given a zero-shot head and nothing before it
        TrainingInput input = misleading.input(new SupportSet(List.of()));
        // When the gate decides
        GateDecision decision = gate.decide(zeroShot.fit(input), null, input);
        // Then it is promoted
        assertThat(decision.promoted()).isTrue();
        assertThat(decision.rule()).isEqualTo("first-version");
        assertThat(decision.figures()).containsOnly(Map.entry("examples", 0.0));
    }

    @Test
    void promotesTheTasksOwnMethodOverZeroShotFromTheFirstShot() {
        // Given one shot, too few to compare anything
        TrainingInput input =
                misleading.input(new SupportSet(misleading.shots(1, 1).shots().subList(0, 1)));
        // When the first fit meets the zero-shot champion
        GateDecision decision = gate.decide(residual.fit(input), zeroShot.fit(input), input);
        // Then sanity is enough
        assertThat(decision.promoted()).isTrue();
        assertThat(decision.rule()).isEqualTo("same-method");
        assertThat(decision.reason()).contains("not enough examples: 1");
    }

    @Test
    void promotesARefitThatIsNotWorseThanZeroShotWithItsFigures() {
        // Given enough shots
        TrainingInput input = misleading.input(misleading.shots(9, 1));
        AdapterArtifact candidate = residual.fit(input);
        // When a refit of the champion's method comes
        GateDecision decision = gate.decide(candidate, candidate, input);
        // Then it is promoted and the figures show the comparison
        assertThat(decision.promoted()).isTrue();
        assertThat(decision.figures())
                .containsOnlyKeys(
                        "audited",
                        "heldOut",
                        "enough",
                        "examples",
                        "zeroShotAccuracy",
                        "outOfFoldAccuracy",
                        "gained",
                        "lost",
                        "pValue",
                        "differenceLow",
                        "differenceHigh")
                .containsEntry("examples", 54.0)
                .containsEntry("enough", 1.0);
        assertThat(decision.figures().get("outOfFoldAccuracy"))
                .isGreaterThan(decision.figures().get("zeroShotAccuracy"));
    }

    @Test
    void refusesARefitThatIsSignificantlyBelowZeroShot() {
        // Given perfect text, and a fit of as many shots as dimensions that follows every noise
        Map<String, String> options = Map.of("residual-least-squares.lambda", "0.000001");
        TrainingInput input = new TrainingInput(perfect.head(), perfect.shots(10, 1.5), options, 7);
        AdapterArtifact candidate = residual.fit(input);
        // When it meets a champion of its own method
        GateDecision decision = gate.decide(candidate, candidate, input);
        // Then it is refused, with the figures that say so
        assertThat(decision.promoted()).isFalse();
        assertThat(decision.rule()).isEqualTo("same-method");
        assertThat(decision.reason()).startsWith("significantly below zero-shot");
        assertThat(decision.figures().get("pValue")).isLessThan(0.05);
        assertThat(decision.figures().get("differenceHigh")).isNegative();
    }

    @Test
    void promotesAChallengerThatWinsBeyondChance() {
        // Given another method than the task's own, where there is much to learn
        TrainingInput input = misleading.input(misleading.shots(9, 1));
        // When it challenges zero-shot
        GateDecision decision =
                gate.decide(residual.fit(input), zeroShot.fit(input), input, "clip-adapter", SupportSet.EMPTY);
        // Then it wins with its interval above 0
        assertThat(decision.promoted()).isTrue();
        assertThat(decision.rule()).isEqualTo("challenger");
        assertThat(decision.figures().get("differenceLow")).isPositive();
        assertThat(decision.figures().get("championOutOfFoldAccuracy"))
                .isEqualTo(decision.figures().get("zeroShotAccuracy"));
    }

    @Test
    void leavesATieToTheChampion() {
        // Given a problem where both are always right
        TrainingInput input = perfect.input(perfect.shots(9, 0.5));
        // When a challenger comes
        GateDecision decision =
                gate.decide(residual.fit(input), zeroShot.fit(input), input, "clip-adapter", SupportSet.EMPTY);
        // Then the champion stays
        assertThat(decision.promoted()).isFalse();
        assertThat(decision.rule()).isEqualTo("challenger");
        assertThat(decision.reason()).startsWith("no significant win");
    }

    @Test
    void refusesAChallengerThatIsWorseThanTheChampion() {
        // Given a learned champion, where there is much to learn
        TrainingInput input = misleading.input(misleading.shots(9, 1));
        // When zero-shot challenges it
        GateDecision decision = gate.decide(
                zeroShot.fit(input), residual.fit(input), input, "residual-least-squares", SupportSet.EMPTY);
        // Then the champion stays
        assertThat(decision.promoted()).isFalse();
        assertThat(decision.figures().get("lost"))
                .isGreaterThan(decision.figures().get("gained"));
    }

    @Test
    void refusesAChallengerOnTooFewExamples() {
        // Given one unbiased label too few
        TrainingInput input =
                misleading.input(new SupportSet(misleading.shots(9, 1).shots().subList(0, 49)));
        GateDecision decision =
                gate.decide(residual.fit(input), zeroShot.fit(input), input, "clip-adapter", SupportSet.EMPTY);
        assertThat(decision.promoted()).isFalse();
        assertThat(decision.reason()).startsWith("not enough audited or held-out labels: 49 of 50");
        assertThat(decision.figures()).containsEntry("enough", 0.0).doesNotContainKey("outOfFoldAccuracy");
    }

    @Test
    void comparesMethodsOnAuditedExamplesAlone() {
        // Given examples on which the challenger would win, all from people who spoke up about errors
        SupportSet spontaneous = new SupportSet(misleading.shots(9, 1).shots().stream()
                .map(shot -> new Shot(shot.id(), shot.label(), shot.feature(), false))
                .toList());
        TrainingInput input = misleading.input(spontaneous);
        // When it challenges
        GateDecision decision =
                gate.decide(residual.fit(input), zeroShot.fit(input), input, "clip-adapter", SupportSet.EMPTY);
        // Then they do not count
        assertThat(decision.promoted()).isFalse();
        assertThat(decision.reason()).contains("not enough audited or held-out labels: 0 of 50");
        assertThat(decision.figures()).containsEntry("audited", 0.0);
    }

    @Test
    void tellsNoAccuracyOfARefitWhoseLabelsAreABiasedSample() {
        // Given examples from people who spoke up about errors, and a few that were drawn at random
        List<Shot> shots = misleading.shots(9, 1).shots();
        SupportSet mostlySpontaneous = new SupportSet(shots.stream()
                .map(shot -> new Shot(shot.id(), shot.label(), shot.feature(), shots.indexOf(shot) < 20))
                .toList());
        TrainingInput input = misleading.input(mostlySpontaneous);
        AdapterArtifact candidate = residual.fit(input);
        // When a refit comes
        GateDecision decision = gate.decide(candidate, candidate, input);
        // Then it is promoted, and its figures are under names that say what they are worth
        assertThat(decision.promoted()).isTrue();
        assertThat(decision.reason())
                .startsWith("not enough audited or held-out labels: 20 of 50")
                .contains("biased");
        assertThat(decision.figures())
                .containsEntry("audited", 20.0)
                .containsKeys("biasedOutOfFoldAccuracy", "biasedZeroShotAccuracy")
                .doesNotContainKeys("outOfFoldAccuracy", "zeroShotAccuracy");
    }

    @Test
    void heldOutExamplesCountInEveryComparison() {
        // Given shots that say nothing without bias, and held-out ones on which the fit is better than plain CLIP
        SupportSet spontaneous = spontaneous(misleading.shots(5, 1));
        SupportSet heldOut = new SupportSet(misleading.shots(10, 1).shots().stream()
                .map(shot -> new Shot("held-" + shot.id(), shot.label(), shot.feature()))
                .toList());
        TrainingInput input = misleading.input(spontaneous);
        // When a challenger and a refit come
        GateDecision challenger = gate.decide(residual.fit(input), zeroShot.fit(input), input, "clip-adapter", heldOut);
        GateDecision refit =
                gate.decide(residual.fit(input), residual.fit(input), input, "residual-least-squares", heldOut);
        // Then they are compared on those
        assertThat(challenger.promoted()).isTrue();
        assertThat(challenger.figures()).containsEntry("heldOut", 60.0).containsEntry("audited", 0.0);
        assertThat(challenger.figures().get("heldOutAccuracy"))
                .isEqualTo(challenger.figures().get("outOfFoldAccuracy"))
                .isGreaterThan(challenger.figures().get("heldOutChampionAccuracy"));
        assertThat(refit.figures().get("outOfFoldAccuracy"))
                .isEqualTo(challenger.figures().get("outOfFoldAccuracy"));
    }

    @Test
    void refusesARefitThatIsWorseThanZeroShotOnWhatAPersonHeldOut() {
        // Given shots with wrong labels, which the fit learns by heart, and a held-out set with right ones
        List<Shot> wrong = perfect.shots(8, 0.5).shots().stream()
                .map(shot -> new Shot(shot.id(), (shot.label() + 1) % 6, shot.feature(), false))
                .toList();
        SupportSet heldOut = new SupportSet(perfect.shots(10, 0.5).shots().stream()
                .map(shot -> new Shot("held-" + shot.id(), shot.label(), shot.feature()))
                .toList());
        TrainingInput input = perfect.input(new SupportSet(wrong));
        AdapterArtifact candidate = residual.fit(input);
        // When it comes before the gate
        GateDecision decision = gate.decide(candidate, candidate, input, candidate.method(), heldOut);
        // Then it is refused, although its own shots speak for it
        assertThat(decision.promoted()).isFalse();
        assertThat(decision.reason()).startsWith("significantly below zero-shot");
    }

    @Test
    void anInstantVersionNeedsToBeServableAlone() {
        // Given a good one, and one that overflows
        TrainingInput input = misleading.input(misleading.shots(1, 1));
        AdapterArtifact good = residual.fit(input);
        float[] broken = good.tensors().get("residual").values().clone();
        broken[7] = Float.NaN;
        // Then
        assertThat(gate.instant(good, input.head(), 6).promoted()).isTrue();
        assertThat(gate.instant(good, input.head(), 6).rule()).isEqualTo("instant");
        assertThat(gate.instant(with(good, "residual-least-squares", broken), input.head(), 6)
                        .promoted())
                .isFalse();
    }

    private static SupportSet spontaneous(SupportSet shots) {
        return new SupportSet(shots.shots().stream()
                .map(shot -> new Shot(shot.id(), shot.label(), shot.feature(), false))
                .toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"modelId", "revision"})
    void neverComparesWithAChampionOfAnotherClassListOrBackbone(String what) {
        // Given a champion that speaks of something else
        TrainingInput input = misleading.input(misleading.shots(4, 1));
        AdapterArtifact candidate = residual.fit(input);
        AdapterArtifact champion = what.equals("modelId")
                ? with(candidate, "other", candidate.revision(), candidate.dimension())
                : with(candidate, candidate.modelId(), "other", candidate.dimension());
        // When the gate decides
        GateDecision decision = gate.decide(candidate, champion, input, "clip-adapter", SupportSet.EMPTY);
        // Then sanity is enough
        assertThat(decision.promoted()).isTrue();
        assertThat(decision.rule()).isEqualTo("inadmissible-champion");
        assertThat(decision.reason()).contains("other");
    }

    @Test
    void refusesWhatCannotBeServedEvenWithoutAChampion() {
        // Given candidates with one thing wrong each
        TrainingInput input = misleading.input(misleading.shots(4, 1));
        AdapterArtifact good = residual.fit(input);
        float[] broken = good.tensors().get("residual").values().clone();
        broken[7] = Float.POSITIVE_INFINITY;
        float[] huge = new float[broken.length];
        java.util.Arrays.fill(huge, Float.MAX_VALUE);
        // Then each is refused for its own reason
        assertRefused(with(good, "other", good.revision(), good.dimension()), input, "modelId is other");
        assertRefused(with(good, good.modelId(), "other", good.dimension()), input, "class-list revision is other");
        assertRefused(with(good, good.modelId(), good.revision(), 47), input, "dimension is 47, expected 48");
        assertRefused(with(good, "residual-least-squares", broken), input, "value 7 is Infinity");
        assertRefused(with(good, "residual-least-squares", huge), input, "probabilities sum to NaN");
        assertRefused(
                with(good, "horoscope", good.tensors().get("residual").values()), input, "'horoscope' is unknown");
    }

    @Test
    void decidesTheSameWhateverTheOrderOfTheShots() {
        // Given the same shots in two orders
        List<Shot> shots = new ArrayList<>(misleading.shots(5, 1).shots());
        TrainingInput sorted = misleading.input(new SupportSet(shots));
        Collections.shuffle(shots, new Random(5));
        TrainingInput shuffled = misleading.input(new SupportSet(shots));
        // Then the decisions are equal, figures included
        assertThat(gate.decide(
                        residual.fit(shuffled), zeroShot.fit(shuffled), shuffled, "clip-adapter", SupportSet.EMPTY))
                .isEqualTo(gate.decide(
                        residual.fit(sorted), zeroShot.fit(sorted), sorted, "clip-adapter", SupportSet.EMPTY));
    }

    private void assertRefused(AdapterArtifact candidate, TrainingInput input, String reason) {
        GateDecision decision = gate.decide(candidate, null, input);
        assertThat(decision.promoted()).isFalse();
        assertThat(decision.rule()).isEqualTo("sanity");
        assertThat(decision.reason()).contains(reason);
    }

    private static AdapterArtifact with(AdapterArtifact good, String modelId, String revision, int dimension) {
        return new AdapterArtifact(
                good.method(), modelId, dimension, good.labels(), revision, good.logitScale(), good.tensors());
    }

    private static AdapterArtifact with(AdapterArtifact good, String method, float[] residual) {
        Tensor tensor = new Tensor(new int[] {48, 6}, residual);
        return new AdapterArtifact(
                method,
                good.modelId(),
                good.dimension(),
                good.labels(),
                good.revision(),
                good.logitScale(),
                Map.of("text", good.tensors().get("text"), "residual", tensor));
    }
}
