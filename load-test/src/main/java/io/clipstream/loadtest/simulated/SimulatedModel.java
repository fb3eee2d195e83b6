package io.clipstream.loadtest.simulated;

import io.clipstream.clip.ImageFormatException;
import java.nio.ByteBuffer;

/** What a simulated backbone makes of images and texts; safe for use by many threads. */
public interface SimulatedModel {
    String modelId();

    /** Dimension D of the features. */
    int dimension();

    /** Side S of the square of pixels. */
    int imageSize();

    default float logitScale() {
        return 1;
    }

    /**
     * Pixels of an encoded image.
     *
     * @return S × S × 3 bytes
     */
    byte[] preprocess(byte[] encoded) throws ImageFormatException;

    /**
     * Features of a batch.
     *
     * @param pixels S × S × 3 bytes an image
     * @return [count, D] row by row
     */
    float[] features(ByteBuffer pixels, int count);

    /**
     * Feature of a text.
     *
     * @throws IllegalStateException if it has no text tower
     */
    default float[] text(String text) {
        throw new IllegalStateException("the simulated model " + modelId() + " has no text tower");
    }
}
