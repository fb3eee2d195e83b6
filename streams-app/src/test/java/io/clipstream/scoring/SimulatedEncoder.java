package io.clipstream.scoring;

import io.clipstream.clip.ImageEncoder;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;

/**
 * A device of a given latency a batch; the feature of an image is one-hot at its first pixel byte modulo D.
 *
 * <p>Remembers the batch sizes that it saw.
 */
public final class SimulatedEncoder implements ImageEncoder {
    private final int dimension;
    private final int imageSize;
    private final IntFunction<Duration> perBatch;
    private final List<Integer> sizes = new CopyOnWriteArrayList<>();
    private volatile boolean broken;

    public SimulatedEncoder(int dimension, int imageSize, Duration perBatch) {
        this(dimension, imageSize, size -> perBatch);
    }

    /** A device whose latency depends on the size of the batch; asked once a batch. */
    public SimulatedEncoder(int dimension, int imageSize, IntFunction<Duration> perBatch) {
        this.dimension = dimension;
        this.imageSize = imageSize;
        this.perBatch = perBatch;
    }

    @Override
    public int dimension() {
        return dimension;
    }

    @Override
    public int imageSize() {
        return imageSize;
    }

    /** From now on it throws, as a device does that fell off the bus. */
    public void breakDown() {
        broken = true;
    }

    public List<Integer> sizes() {
        return List.copyOf(sizes);
    }

    @Override
    public float[] encode(ByteBuffer pixels, int count) {
        if (broken) {
            throw new IllegalStateException("the simulated device fell off the bus");
        }
        sizes.add(count);
        long nanosPerBatch = perBatch.apply(count).toNanos();
        long end = System.nanoTime() + nanosPerBatch;
        for (long left = nanosPerBatch; left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
        float[] features = new float[count * dimension];
        for (int i = 0; i < count; i++) {
            int first = pixels.get(i * imageSize * imageSize * 3) & 0xff;
            features[i * dimension + first % dimension] = 1;
        }
        return features;
    }

    @Override
    public void close() {}
}
