package io.clipstream.app.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.adapter.Adapter;
import io.clipstream.adapter.DriftWatch;
import io.clipstream.adapter.ReliabilityFigures;
import io.clipstream.adapter.StreamSketch;
import io.clipstream.adapter.UnlabelledSample;
import io.clipstream.scoring.LiveVersion;
import io.clipstream.scoring.LoadedVersion;
import io.clipstream.scoring.ReviewPolicy;
import io.clipstream.scoring.ScoreOutcome.Scored;
import io.clipstream.scoring.ScoreOutcome.StageTimes;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DriftMetersTest {
    private static final int DIMENSION = 16;
    private static final int WINDOW = 64;

    private final Random random = new Random(5);
    private final Metrics metrics = new Metrics();
    private final DriftMeters meters = new DriftMeters(metrics, new DriftWatch.Limits(WINDOW, 0.35, 0.05));
    private final StreamSketch sketch = sketch();

    @Test
    void countsAlarmsAndTakesThemBack() {
        // Given a task whose images are as before
        window("pets", 0);
        assertThat(gauge("clipstream_drift_alarms_tasks")).isZero();
        assertThat(gauge("clipstream_drift_distance_share{task=\"pets\"}")).isBetween(0.0, 0.35);
        // When they change
        window("pets", 8);
        // Then
        assertThat(gauge("clipstream_drift_alarms_tasks")).isEqualTo(1);
        assertThat(gauge("clipstream_drift_distance_share{task=\"pets\"}")).isGreaterThan(0.35);
        // And when they are as before again
        window("pets", 0);
        assertThat(gauge("clipstream_drift_alarms_tasks")).isZero();
    }

    @Test
    void showsAHundredTasksAndWatchesAll() {
        // Given
        for (int task = 0; task < DriftMeters.SHOWN; task++) {
            meters.scored(scored("task-" + task, 0, sketch));
        }
        // When one more drifts
        window("beyond", 8);
        // Then it has no gauge of its own, and is counted
        assertThat(metrics.scrape()).contains("task=\"task-99\"").doesNotContain("task=\"beyond\"");
        assertThat(gauge("clipstream_drift_alarms_tasks")).isEqualTo(1);
    }

    @Test
    void goesOnWithItsWindowWhenAVersionRepeatsTheSketch() {
        // Given half a window
        for (int i = 0; i < WINDOW / 2; i++) {
            meters.scored(scored("pets", 8, sketch));
        }
        // When an instant version follows, with the same sketch read again
        StreamSketch again = new StreamSketch(sketch.images(), sketch.cuts().clone(), OptionalDouble.empty(), 0, 0);
        for (int i = 0; i < WINDOW / 2; i++) {
            meters.scored(scored("pets", 8, again));
        }
        // Then
        assertThat(meters.latest("pets").features()).isTrue();
    }

    private void window(String task, double shift) {
        for (int i = 0; i < WINDOW; i++) {
            meters.scored(scored(task, shift, sketch));
        }
    }

    private double gauge(String name) {
        return metrics.scrape()
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .findFirst()
                .orElseThrow();
    }

    private Scored scored(String task, double shift, StreamSketch stream) {
        Adapter none = new Adapter() {
            @Override
            public int classes() {
                return 1;
            }

            @Override
            public void probabilities(float[] features, int count, float[] probabilities) {
                java.util.Arrays.fill(probabilities, 1);
            }
        };
        LoadedVersion loaded = new LoadedVersion(task, 1, "model", List.of("a"), none, none).knowing(1, null, stream);
        LiveVersion live = new LiveVersion(loaded, 1, new ReviewPolicy(1, 0, 0));
        return new Scored(live, feature(shift), new float[] {1}, null, Float.NaN, new StageTimes(0, 0, 0, 0, 1));
    }

    private StreamSketch sketch() {
        List<UnlabelledSample.Row> rows = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            rows.add(new UnlabelledSample.Row("s" + i, feature(0)));
        }
        return StreamSketch.of(
                new UnlabelledSample(rows), DIMENSION, ReliabilityFigures.of(List.of()), OptionalDouble.empty());
    }

    private float[] feature(double shift) {
        float[] x = new float[DIMENSION];
        double square = 0;
        for (int i = 0; i < DIMENSION; i++) {
            x[i] = (float) (random.nextGaussian() + (i == 0 ? shift : 0));
            square += (double) x[i] * x[i];
        }
        for (int i = 0; i < DIMENSION; i++) {
            x[i] /= (float) Math.sqrt(square);
        }
        return x;
    }
}
