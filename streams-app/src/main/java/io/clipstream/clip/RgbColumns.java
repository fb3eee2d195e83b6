package io.clipstream.clip;

/** Some rows of an {@link RgbImage}, column by column. */
record RgbColumns(RgbImage image, int firstRow, int length) implements PixelColumns {
    @Override
    public int width() {
        return image.width();
    }

    @Override
    public int height() {
        return image.height();
    }

    @Override
    public int row(int i) {
        return firstRow + i;
    }

    @Override
    public void read(int x, int[] red, int[] green, int[] blue) {
        byte[] rgb = image.rgb();
        int stride = image.width() * 3;
        int at = firstRow * stride + x * 3;
        for (int i = 0; i < length; i++, at += stride) {
            red[i] = rgb[at] & 0xff;
            green[i] = rgb[at + 1] & 0xff;
            blue[i] = rgb[at + 2] & 0xff;
        }
    }
}
