package io.clipstream.clip;

import java.util.Objects;

/**
 * What to load of a checkpoint, and how.
 *
 * @param textTower whether texts will be encoded; scorers need the image tower alone
 * @param precision arithmetic of the encoders
 * @param maxImagePixels larger images are refused before they are decoded; each pixel costs three bytes or more
 */
public record LoadOptions(boolean textTower, Precision precision, long maxImagePixels) {
    private static final long HUNDRED_MEGAPIXELS = 100_000_000;

    public LoadOptions {
        Objects.requireNonNull(precision, "precision");
        if (maxImagePixels < 1) {
            throw new IllegalArgumentException("maxImagePixels is " + maxImagePixels + ", expected 1 or more");
        }
    }

    /** Both towers in fp32, images of up to 100 megapixels. */
    public static LoadOptions bothTowers() {
        return new LoadOptions(true, Precision.FP32, HUNDRED_MEGAPIXELS);
    }

    /** The image tower alone, else as {@link #bothTowers()}. */
    public static LoadOptions imageTower() {
        return new LoadOptions(false, Precision.FP32, HUNDRED_MEGAPIXELS);
    }
}
