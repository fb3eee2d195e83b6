package io.clipstream.clip;

/** Turns an encoded image into the pixels that an {@link ImageEncoder} takes; safe for use by many threads. */
public interface ImagePreprocessor {
    /** Side S of the square output, in pixels. */
    int imageSize();

    /**
     * Decodes, turns upright, resizes and crops.
     *
     * @param encoded the file's bytes
     * @return S × S RGB pixels, one unsigned byte a channel, row by row, channels interleaved (HWC)
     * @throws ImageFormatException if the bytes are no image that this preprocessor reads; says which format and what is
     *     wrong with it
     */
    byte[] preprocess(byte[] encoded) throws ImageFormatException;
}
