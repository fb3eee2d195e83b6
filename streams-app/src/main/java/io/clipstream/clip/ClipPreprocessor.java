package io.clipstream.clip;

import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Decodes, turns upright, resizes the short side and cuts the centre, as transformers does with Pillow, bit for bit. */
final class ClipPreprocessor implements StagedPreprocessor {
    /** A resampler whose buffers have grown over this for one huge image is not kept for the next. */
    private static final long MOST_KEPT = 16 << 20;

    private final PreprocessingConfig config;
    private final ImageDecoder decoder;
    private final ConcurrentLinkedQueue<BicubicResampler> idle = new ConcurrentLinkedQueue<>();

    ClipPreprocessor(PreprocessingConfig config, ImageDecoder decoder) {
        this.config = config;
        this.decoder = decoder;
    }

    @Override
    public int imageSize() {
        return config.crop();
    }

    @Override
    public RgbImage decode(byte[] encoded) throws ImageFormatException {
        return decoder.decode(encoded);
    }

    @Override
    public byte[] fit(RgbImage image) {
        ResamplePlan plan = plan(image.width(), image.height());
        int first = plan.rows().begin();
        return resample(new RgbColumns(image, first, plan.rows().end() - first), plan);
    }

    @Override
    public byte[] preprocess(byte[] encoded) throws ImageFormatException {
        // A photograph goes from its file to the square without becoming an image, and only the part that is kept.
        Optional<byte[]> square = decoder.read(
                encoded,
                (width, height) -> plan(width, height).region(),
                columns -> resample(columns, plan(columns.width(), columns.height())));
        return square.isPresent() ? square.get() : fit(decode(encoded));
    }

    private ResamplePlan plan(int width, int height) {
        return ResamplePlan.of(width, height, config.shortSide(), config.crop());
    }

    private byte[] resample(PixelColumns image, ResamplePlan plan) {
        BicubicResampler resampler = idle.poll();
        if (resampler == null) {
            resampler = new BicubicResampler();
        }
        byte[] square = resampler.resample(image, plan);
        if (resampler.kept() <= MOST_KEPT) {
            idle.offer(resampler);
        }
        return square;
    }
}
