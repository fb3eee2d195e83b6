package io.clipstream.clip;

/**
 * A frozen model that turns images and texts into features: a loaded checkpoint, or a stand-in for one.
 *
 * <p>Safe for use by many threads; the encoders it makes belong to one thread each. Close the encoders before it.
 */
public interface Backbone extends AutoCloseable {
    /** Its name: a fingerprint of architecture, weights and preprocessing, the same on every machine. */
    String modelId();

    /** Dimension D of the features. */
    int dimension();

    /** Side S of the image tower's square input, in pixels. */
    int imageSize();

    /** What cosine similarities are multiplied by before the softmax, positive. */
    float logitScale();

    /** An image encoder for one thread. */
    ImageEncoder newImageEncoder();

    /**
     * A text encoder for one thread.
     *
     * @throws IllegalStateException if it has no text tower
     */
    TextEncoder newTextEncoder();

    /**
     * Names everything that a text's feature depends on beside the text: backbone, tokenizer, arithmetic, and the code and
     * library that compute it. Safe as a file name.
     *
     * @throws IllegalStateException if it has no text tower
     */
    String textEncoderId();

    /** The preprocessing that belongs to it. */
    ImagePreprocessor preprocessor();

    @Override
    void close();
}
