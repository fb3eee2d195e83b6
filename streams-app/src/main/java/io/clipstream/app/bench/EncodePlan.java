package io.clipstream.app.bench;

import io.clipstream.clip.DeviceChoice;
import io.clipstream.clip.Precision;
import java.util.List;

/**
 * What to measure of an encoder.
 *
 * @param precisions arithmetic, one after another
 * @param device that the encoders run on
 * @param batches batch sizes, from 1
 * @param layouts how the encoders share the cores
 * @param seconds time for each combination, over all rounds; a batch is always finished
 * @param rounds how often everything is measured in turn, from 1
 */
public record EncodePlan(
        List<Precision> precisions,
        DeviceChoice device,
        List<Integer> batches,
        List<Layout> layouts,
        double seconds,
        int rounds) {
    public EncodePlan {
        precisions = precisions.stream().distinct().toList();
        batches = batches.stream().distinct().toList();
        layouts = layouts.stream().distinct().toList();
        for (int batch : batches) {
            require(batch >= 1 && batch <= 1024, "--batch", batch, "1 to 1024");
        }
        require(seconds > 0, "--seconds", seconds, "more than 0");
        require(rounds >= 1, "--rounds", rounds, "1 or more");
    }

    /** Time of one combination in one round, in seconds. */
    double slice() {
        return seconds / rounds;
    }

    int maxBatch() {
        return batches.stream().mapToInt(Integer::intValue).max().orElseThrow();
    }

    private static void require(boolean condition, String name, Object value, String expected) {
        if (!condition) {
            throw new IllegalArgumentException(name + " is " + value + ", expected " + expected);
        }
    }
}
