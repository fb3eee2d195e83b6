package io.clipstream.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A class that comes while the others have been learned, with the default learner. */
class NewClassTest {
    private static final int OLD = 10;
    private static final int SEEDS = 12;

    private final MetricResidual method = new MetricResidual();

    /** Shares right, of the old classes' images and of the new one's. */
    private record Right(double old, double fresh) {
        Right plus(Right other) {
            return new Right(old + other.old / SEEDS, fresh + other.fresh / SEEDS);
        }
    }

    @Test
    void isToldFromItsNameAtOnceBetterByItsFirstCorrectionAndPullsNoOtherDown() throws InvalidAdapterException {
        Right plain = new Right(0, 0);
        Right before = new Right(0, 0);
        Right named = new Right(0, 0);
        Right corrected = new Right(0, 0);
        for (int seed = 0; seed < SEEDS; seed++) {
            // Given ten classes with eight shots each
            Synthetic problem = new Synthetic(seed, OLD + 1, 128, 2.2);
            List<Shot> shots = new ArrayList<>(problem.shots(8, 1.6).shots());
            Shot first = shots.stream()
                    .filter(shot -> shot.label() == OLD)
                    .findFirst()
                    .orElseThrow();
            shots.removeIf(shot -> shot.label() == OLD);
            List<Shot> test = problem.shots(40, 1.6).shots();
            TrainingInput ten = new TrainingInput(without(problem.head()), new SupportSet(shots), Map.of(), 7);
            before = before.plus(right(method.load(method.fit(ten)), test));

            // When an eleventh comes by its name, and then has its first correction
            InstantSeries series = method.series(problem.input(new SupportSet(shots)));
            plain = plain.plus(right(ZeroShot.adapter(problem.head()), test));
            named = named.plus(right(method.load(series.artifact()), test));
            corrected = corrected.plus(right(method.load(series.add(first)), test));
        }

        // Then it is told about as well as by plain CLIP, and by its correction better
        assertThat(named.fresh()).isGreaterThan(plain.fresh() - 0.05).isGreaterThan(0.5);
        assertThat(corrected.fresh()).isGreaterThan(named.fresh() + 0.03);
        // And the others keep what they have learned
        assertThat(named.old()).isGreaterThan(before.old() - 0.03).isGreaterThan(plain.old() + 0.05);
        assertThat(corrected.old()).isGreaterThan(before.old() - 0.03);
    }

    private static ClassHead without(ClassHead head) {
        float[][] rows = new float[OLD][];
        for (int c = 0; c < OLD; c++) {
            rows[c] = Arrays.copyOfRange(head.text().values(), c * head.dimension(), (c + 1) * head.dimension());
        }
        return new ClassHead(
                head.labels().subList(0, OLD), "ten", head.modelId(), Tensor.ofRows(rows), head.logitScale());
    }

    private static Right right(Adapter adapter, List<Shot> test) {
        double[] right = new double[2];
        double[] all = new double[2];
        float[] probabilities = new float[adapter.classes()];
        for (Shot shot : test) {
            adapter.probabilities(shot.feature(), 1, probabilities);
            int kind = shot.label() == OLD ? 1 : 0;
            all[kind]++;
            right[kind] += Evaluation.mostProbable(probabilities, 0, probabilities.length) == shot.label() ? 1 : 0;
        }
        return new Right(right[0] / all[0], right[1] / all[1]);
    }
}
