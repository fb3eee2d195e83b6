package io.clipstream.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TipLossTest {
    private static final TipSetting SETTING = new TipSetting(1.7, 3.1);
    private final Synthetic problem = new Synthetic(8, 5, 16, 1);

    @Test
    void agreesWithFiniteDifferencesOfTheWrittenOutLoss() {
        // Given a cache of weighted shots, and others as the batch
        List<Shot> shots = new ArrayList<>();
        for (Shot shot : problem.shots(3, 1).shots()) {
            shots.add(new Shot(shot.id(), shot.label(), shot.feature(), true, 1f / (1 + shots.size() % 3), null));
        }
        TipLoss loss = new TipLoss(problem.head(), TipCache.of(shots.subList(0, 10)), SETTING);
        List<Shot> batch = shots.subList(5, 15);
        // When loss and gradient are asked
        double value = loss.at(batch);
        // Then the loss is the written-out one, and each partial derivative its central difference
        assertThat(value).isCloseTo(reference(loss.cache(), batch), within(1e-5));
        Random random = new Random(9);
        for (int sample = 0; sample < 60; sample++) {
            Parameter column = loss.keys().get(random.nextInt(16));
            int key = random.nextInt(10);
            float kept = column.values()[key];
            float above = kept + 1e-3f;
            float below = kept - 1e-3f;
            column.values()[key] = above;
            double higher = reference(loss.cache(), batch);
            column.values()[key] = below;
            double lower = reference(loss.cache(), batch);
            column.values()[key] = kept;
            double difference = (higher - lower) / ((double) above - below);
            assertThat((double) column.gradient()[key])
                    .isCloseTo(difference, within(1e-6 + 1e-4 * Math.abs(difference)));
        }
    }

    /** The paper's equations in double precision. */
    private double reference(TipCache cache, List<Shot> shots) {
        ClassHead head = problem.head();
        double sum = 0;
        double weights = 0;
        for (Shot shot : shots) {
            double[] logits = new double[head.classes()];
            for (int c = 0; c < logits.length; c++) {
                logits[c] = head.logitScale() * product(head.text().values(), c * 16, shot.feature());
            }
            for (int j = 0; j < cache.size(); j++) {
                double affinity = product(cache.keys()[j], 0, shot.feature());
                logits[cache.labels()[j]] +=
                        SETTING.alpha() * cache.weights()[j] * Math.exp(-SETTING.beta() * (1 - affinity));
            }
            double total = 0;
            for (double logit : logits) {
                total += Math.exp(logit);
            }
            sum += shot.weight() * (Math.log(total) - logits[shot.label()]);
            weights += shot.weight();
        }
        return sum / weights;
    }

    private static double product(float[] row, int from, float[] column) {
        double sum = 0;
        for (int i = 0; i < column.length; i++) {
            sum += (double) row[from + i] * column[i];
        }
        return sum;
    }
}
