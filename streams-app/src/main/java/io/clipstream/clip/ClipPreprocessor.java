package io.clipstream.clip;

/** Decodes, turns upright, resizes the short side and cuts the centre, as transformers does with Pillow, bit for bit. */
final class ClipPreprocessor implements StagedPreprocessor {
    private final PreprocessingConfig config;
    private final ImageDecoder decoder;

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
        int width = resized(image.width(), image.height());
        int height = resized(image.height(), image.width());
        int crop = config.crop();
        return BicubicResampler.resizeAndCrop(image, width, height, (width - crop) / 2, (height - crop) / 2, crop);
    }

    private int resized(int side, int other) {
        if (side <= other) {
            return config.shortSide();
        }
        return (int) ((double) ((long) config.shortSide() * side) / other);
    }
}
