package io.clipstream.clip;

import java.util.List;

/**
 * Turns texts into L2-normalised text features.
 *
 * <p>An encoder belongs to one thread at a time.
 */
public interface TextEncoder extends AutoCloseable {
    /** Dimension D of the features. */
    int dimension();

    /** The features of {@code texts}, one row of length 1 and dimension D each, in their order. */
    float[][] encode(List<String> texts);

    @Override
    void close();
}
