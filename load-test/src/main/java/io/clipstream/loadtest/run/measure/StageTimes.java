package io.clipstream.loadtest.run.measure;

import io.clipstream.schemas.Prediction;
import io.clipstream.schemas.Timings;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * Where the time of images went and what batches they were in, as their predictions tell; safe for use by many threads.
 *
 * <p>What happens outside the engine is told apart by wall clocks, to a millisecond, and as far as the machines agree.
 */
public final class StageTimes {
    private final Map<Stage, Histogram> micros = new EnumMap<>(Stage.class);
    private final Map<Integer, Long> images = new TreeMap<>();

    public StageTimes() {
        for (Stage stage : Stage.values()) {
            micros.put(stage, Latencies.histogram());
        }
    }

    /** A prediction was read. */
    synchronized void add(Prediction prediction, Instant read) {
        Timings times = prediction.getTimings();
        long engine =
                times.getQueueMicros() + times.getDecodeMicros() + times.getBatchWaitMicros() + times.getDeviceMicros();
        long sent = prediction.getImage().getTimestamp().toEpochMilli();
        long made = prediction.getPredictedAt().toEpochMilli();
        add(Stage.FETCH_AND_FORWARD, (made - sent) * 1_000 - engine);
        add(Stage.QUEUE, times.getQueueMicros());
        add(Stage.DECODE, times.getDecodeMicros());
        add(Stage.BATCH_WAIT, times.getBatchWaitMicros());
        add(Stage.DEVICE, times.getDeviceMicros());
        add(Stage.COMMIT, (read.toEpochMilli() - made) * 1_000);
        images.merge(times.getBatchSize(), 1L, Long::sum);
    }

    private void add(Stage stage, long value) {
        micros.get(stage).recordValue(Math.max(0, Math.min(Latencies.HIGHEST_MICROS, value)));
    }

    /** The distribution of one stage, in microseconds. */
    public synchronized Histogram of(Stage stage) {
        return micros.get(stage).copy();
    }

    /** How many images were in batches of each size. */
    public synchronized Map<Integer, Long> imagesByBatchSize() {
        return new TreeMap<>(images);
    }

    /** Mean size of a batch; 0 where there was none. */
    public synchronized double meanBatch() {
        // A batch of n is told by n images.
        double batches = images.entrySet().stream()
                .mapToDouble(entry -> (double) entry.getValue() / entry.getKey())
                .sum();
        return batches == 0
                ? 0
                : images.values().stream().mapToLong(Long::longValue).sum() / batches;
    }
}
