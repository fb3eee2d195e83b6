package io.clipstream.loadtest.scale;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * What the scorers did between two looks at each of them.
 *
 * @param before a look a scorer
 * @param after the same scorers in the same order
 * @param workers device workers of a scorer
 */
record Window(List<Look> before, List<Look> after, int workers) {
    private static final double MEGABYTE = 1024 * 1024;

    /** Throughput, load and memory; scorers are summed for the first, a mean scorer stands for the others. */
    Map<Measure, Double> values() {
        Map<Measure, Double> values = new EnumMap<>(Measure.class);
        double images = sum(Look::images);
        double nanos = sum(Look::nanos) / before.size();
        values.put(Measure.IMAGES_PER_SECOND, images / nanos * 1e9);
        values.put(Measure.DEVICE_BUSY, sum(Look::deviceNanos) / before.size() / nanos);
        values.put(Measure.ENGINE_BUSY, sum(Look::batchNanos) / before.size() / workers / nanos);
        values.put(Measure.BATCH, images / sum(Look::batches));
        values.put(Measure.CPU_MICROS, sum(Look::cpuNanos) / 1e3 / images);
        values.put(
                Measure.RESIDENT,
                after.stream().mapToLong(Look::resident).average().orElseThrow() / MEGABYTE);
        return values;
    }

    private double sum(ToLongFunction<Look> what) {
        double sum = 0;
        for (int i = 0; i < before.size(); i++) {
            sum += what.applyAsLong(after.get(i)) - what.applyAsLong(before.get(i));
        }
        return sum;
    }
}
