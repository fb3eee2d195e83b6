package io.clipstream.clip;

import java.nio.ByteBuffer;

/**
 * Turns preprocessed pixels into L2-normalised image features.
 *
 * <p>An encoder belongs to one thread at a time; make one a worker, they share the weights.
 */
public interface ImageEncoder extends AutoCloseable {
    /** Dimension D of the features. */
    int dimension();

    /** Side S of the square input, in pixels. */
    int imageSize();

    /**
     * Encodes a batch.
     *
     * @param pixels {@code count} images of S × S RGB pixels, one unsigned byte a channel, row by row, channels interleaved
     *     (HWC); read from position 0, {@code count * S * S * 3} bytes
     * @param count images in the batch, from 1
     * @return [count, D] row by row, each row of length 1
     */
    float[] encode(ByteBuffer pixels, int count);

    /** Where it computes, for messages. */
    default String device() {
        return "device";
    }

    /**
     * Whether the encoders of a backbone share one device, which then does most in large batches; false where each has a core
     * of its own.
     */
    default boolean isShared() {
        return true;
    }

    @Override
    void close();
}
