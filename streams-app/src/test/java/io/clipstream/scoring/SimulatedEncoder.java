package io.clipstream.scoring;

import io.clipstream.clip.ImageEncoder;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;

/**
 * A device of a given latency a batch; the feature of an image is one-hot at its first pixel byte modulo D.
 *
 * <p>Remembers the batch sizes that it saw, and can be held within a batch.
 */
public final class SimulatedEncoder implements ImageEncoder {
    private final int dimension;
    private final int imageSize;
    private final Duration perBatch;
    private final IntFunction<Duration> onItsClock;
    private final AtomicLong clock = new AtomicLong();
    private final List<Integer> sizes = new CopyOnWriteArrayList<>();
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private volatile boolean broken;
    private volatile Error error;

    /** A device that takes so much real time for each batch. */
    public SimulatedEncoder(int dimension, int imageSize, Duration perBatch) {
        this(dimension, imageSize, perBatch, size -> perBatch);
    }

    /** A device that takes no real time; on its own {@link #clock()} a batch takes what its size says. Asked once a batch. */
    public SimulatedEncoder(int dimension, int imageSize, IntFunction<Duration> onItsClock) {
        this(dimension, imageSize, Duration.ZERO, onItsClock);
    }

    private SimulatedEncoder(int dimension, int imageSize, Duration perBatch, IntFunction<Duration> onItsClock) {
        this.dimension = dimension;
        this.imageSize = imageSize;
        this.perBatch = perBatch;
        this.onItsClock = onItsClock;
    }

    @Override
    public int dimension() {
        return dimension;
    }

    @Override
    public int imageSize() {
        return imageSize;
    }

    /** Nanoseconds that pass only within batches, whatever the machine does meanwhile. */
    public LongSupplier clock() {
        return clock::get;
    }

    /** From now on a batch goes on only once the latch is open. */
    public CountDownLatch hold() {
        gate = new CountDownLatch(1);
        return gate;
    }

    /** From now on it throws, as a device does that fell off the bus. */
    public void breakDown() {
        broken = true;
    }

    /** From now on it throws this, as the virtual machine does when its memory is gone. */
    public void breakDown(Error with) {
        error = with;
    }

    public List<Integer> sizes() {
        return List.copyOf(sizes);
    }

    @Override
    public float[] encode(ByteBuffer pixels, int count) {
        if (broken) {
            throw new IllegalStateException("the simulated device fell off the bus");
        }
        if (error != null) {
            throw error;
        }
        sizes.add(count);
        awaitGate();
        long end = System.nanoTime() + perBatch.toNanos();
        for (long left = perBatch.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
        clock.addAndGet(onItsClock.apply(count).toNanos());
        float[] features = new float[count * dimension];
        for (int i = 0; i < count; i++) {
            int first = pixels.get(i * imageSize * imageSize * 3) & 0xff;
            features[i * dimension + first % dimension] = 1;
        }
        return features;
    }

    private void awaitGate() {
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {}
}
