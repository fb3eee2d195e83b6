package io.clipstream.clip;

import java.util.List;

/**
 * Turns texts into L2-normalised text features.
 *
 * <p>A text's feature is a function of the text alone, bit for bit on one machine, whatever it is encoded with. An encoder
 * belongs to one thread at a time.
 */
public interface TextEncoder extends AutoCloseable {
    /** Dimension D of the features. */
    int dimension();

    /** How many tokens of {@code text} are read, its start and end among them: what is beyond the context is cut off. */
    int length(String text);

    /**
     * The features of {@code texts}, one row of length 1 and dimension D each, in their order. Texts of one length in
     * multiples of {@link TextFeatures#BATCH} go fastest.
     */
    float[][] encode(List<String> texts);

    @Override
    void close();
}
