package io.clipstream.clip;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.IIOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** The JDK's own image readers, and their results as plain RGB bytes. */
final class JdkImages {
    static {
        // No window system, no temporary files.
        System.setProperty("java.awt.headless", System.getProperty("java.awt.headless", "true"));
        ImageIO.setUseCache(false);
    }

    private JdkImages() {}

    /** The JDK's reader of a format, on {@code encoded}; plug-ins that a class path may bring would decode differently. */
    static ImageReader reader(String format, byte[] encoded, boolean ignoreMetadata) throws IOException {
        Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format);
        while (readers.hasNext()) {
            ImageReader reader = readers.next();
            if (reader.getClass().getName().startsWith("com.sun.imageio.")) {
                reader.setInput(
                        new MemoryCacheImageInputStream(new ByteArrayInputStream(encoded)), true, ignoreMetadata);
                return reader;
            }
        }
        throw new IIOException("this Java has no reader for it");
    }

    static void checkSize(String format, long width, long height, long maxPixels) throws ImageFormatException {
        if (width < 1 || height < 1) {
            throw new ImageFormatException("corrupt " + format + ": its size is given as " + width + " × " + height);
        }
        if (width > maxPixels / height) {
            throw new ImageFormatException(format + " of " + width + " × " + height + " pixels is too large; at most "
                    + maxPixels + " pixels are decoded");
        }
    }

    /**
     * The stored samples as RGB, alpha dropped.
     *
     * <p>Samples, not {@link BufferedImage#getRGB}: that would take grey for linear light and convert it.
     */
    static RgbImage rgb(BufferedImage image) {
        RgbImage out = RgbImage.blank(image.getWidth(), image.getHeight());
        Raster raster = image.getRaster();
        if (image.getColorModel() instanceof IndexColorModel palette) {
            fromPalette(raster, palette, out);
        } else if (isPackedBgr(raster, out)) {
            fromBgr(((DataBufferByte) raster.getDataBuffer()).getData(), out.rgb());
        } else {
            fromBands(raster, out);
        }
        return out;
    }

    private static void fromPalette(Raster raster, IndexColorModel palette, RgbImage out) {
        int[] colours = new int[1 << Math.min(16, raster.getSampleModel().getSampleSize(0))];
        for (int i = 0; i < Math.min(colours.length, palette.getMapSize()); i++) {
            colours[i] = palette.getRGB(i);
        }
        int[] row = new int[out.width()];
        int at = 0;
        for (int y = 0; y < out.height(); y++) {
            raster.getSamples(0, y, out.width(), 1, 0, row);
            for (int index : row) {
                out.rgb()[at++] = (byte) (colours[index] >> 16);
                out.rgb()[at++] = (byte) (colours[index] >> 8);
                out.rgb()[at++] = (byte) colours[index];
            }
        }
    }

    private static boolean isPackedBgr(Raster raster, RgbImage out) {
        return raster.getDataBuffer() instanceof DataBufferByte data
                && data.getData().length == out.rgb().length
                && raster.getSampleModel() instanceof PixelInterleavedSampleModel model
                && model.getPixelStride() == 3
                && model.getBandOffsets()[0] == 2
                && model.getBandOffsets()[2] == 0;
    }

    private static void fromBgr(byte[] bgr, byte[] rgb) {
        for (int i = 0; i < rgb.length; i += 3) {
            rgb[i] = bgr[i + 2];
            rgb[i + 1] = bgr[i + 1];
            rgb[i + 2] = bgr[i];
        }
    }

    private static void fromBands(Raster raster, RgbImage out) {
        int bands = raster.getNumBands();
        int g = bands < 3 ? 0 : 1;
        int b = bands < 3 ? 0 : 2;
        int[] max = new int[bands];
        for (int i = 0; i < bands; i++) {
            max[i] = (1 << raster.getSampleModel().getSampleSize(i)) - 1;
        }
        int[] row = new int[out.width() * bands];
        int at = 0;
        for (int y = 0; y < out.height(); y++) {
            raster.getPixels(0, y, out.width(), 1, row);
            for (int i = 0; i < row.length; i += bands) {
                out.rgb()[at++] = eightBits(row[i], max[0]);
                out.rgb()[at++] = eightBits(row[i + g], max[g]);
                out.rgb()[at++] = eightBits(row[i + b], max[b]);
            }
        }
    }

    // Of the sixteen bits of a PNG the upper eight; five or six bits of a BMP spread over eight, as Pillow rounds them.
    private static byte eightBits(int sample, int max) {
        return (byte) (max > 255 ? sample >> 8 : sample * 255 / max);
    }
}
