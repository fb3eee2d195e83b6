package io.clipstream.clip;

import java.util.Objects;

/**
 * What to load of a checkpoint, and how.
 *
 * @param textTower whether texts will be encoded; scorers need the image tower alone
 * @param precision arithmetic of the encoders
 * @param device that the encoders run on
 * @param maxImagePixels larger images are refused before they are decoded; see {@link #maxPixels}
 */
public record LoadOptions(boolean textTower, Precision precision, DeviceChoice device, long maxImagePixels) {
    private static final long HUNDRED_MEGAPIXELS = 100_000_000;
    /** The decoder's raster, the RGB image and its upright copy, three or four bytes each, exist at once. */
    private static final long PEAK_BYTES_PER_PIXEL = 10;

    public LoadOptions {
        Objects.requireNonNull(precision, "precision");
        Objects.requireNonNull(device, "device");
        if (maxImagePixels < 1) {
            throw new IllegalArgumentException("maxImagePixels is " + maxImagePixels + ", expected 1 or more");
        }
    }

    /** Both towers in fp32 on the processor, images as large as the heap allows with one decoder a core. */
    public static LoadOptions bothTowers() {
        return new LoadOptions(
                true,
                Precision.FP32,
                DeviceChoice.CPU,
                maxPixels(Runtime.getRuntime().maxMemory(), Runtime.getRuntime().availableProcessors()));
    }

    /** The image tower alone, else as {@link #bothTowers()}. */
    public static LoadOptions imageTower() {
        LoadOptions both = bothTowers();
        return new LoadOptions(false, both.precision, both.device, both.maxImagePixels);
    }

    /** The same, with images as large as this heap allows when {@code decoders} threads decode at once. */
    public LoadOptions withDecoders(int decoders) {
        return new LoadOptions(
                textTower, precision, device, maxPixels(Runtime.getRuntime().maxMemory(), decoders));
    }

    /** The same in this arithmetic on this device; see {@link Arithmetic#choose}. */
    public LoadOptions with(Precision precision, DeviceChoice device) {
        return new LoadOptions(textTower, precision, device, maxImagePixels);
    }

    /**
     * The most pixels of an image such that {@code decoders} of them decoded at once take at most half the heap: up to 100
     * megapixels.
     *
     * @param heapBytes the largest that the heap may become
     * @param decoders threads that decode, from 1
     */
    static long maxPixels(long heapBytes, int decoders) {
        if (decoders < 1) {
            throw new IllegalArgumentException("decoders is " + decoders + ", expected 1 or more");
        }
        return Math.max(1, Math.min(HUNDRED_MEGAPIXELS, heapBytes / 2 / PEAK_BYTES_PER_PIXEL / decoders));
    }
}
