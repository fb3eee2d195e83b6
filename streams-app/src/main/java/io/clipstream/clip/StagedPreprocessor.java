package io.clipstream.clip;

/** An {@link ImagePreprocessor} in its two steps, for those who time them apart; safe for use by many threads. */
public interface StagedPreprocessor extends ImagePreprocessor {
    /**
     * The one of OpenAI's checkpoints: short side and square of the same length.
     *
     * @param side of the square, in pixels
     * @param maxPixels larger images are refused
     */
    static StagedPreprocessor clip(int side, long maxPixels) {
        return new ClipPreprocessor(PreprocessingConfig.clip(side), new ImageDecoder(maxPixels));
    }

    /**
     * Decodes a file and turns the image upright.
     *
     * @param encoded the file's bytes
     * @throws ImageFormatException if the bytes are no image that this preprocessor reads
     */
    RgbImage decode(byte[] encoded) throws ImageFormatException;

    /**
     * Resizes the short side and cuts the centre.
     *
     * @return S × S RGB pixels, as {@link #preprocess} gives them
     */
    byte[] fit(RgbImage image);

    @Override
    default byte[] preprocess(byte[] encoded) throws ImageFormatException {
        return fit(decode(encoded));
    }
}
