package io.clipstream.clip;

import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import javax.imageio.ImageReader;

/**
 * Doubles the rows of chrominance as libjpeg-turbo does, where the JDK's libjpeg only repeats them.
 *
 * <p>This is the one sampling (4:4:0, often a camera's 4:2:2 turned by 90 degrees) where libjpeg 6b, inside most builds of
 * the JDK, differs from libjpeg-turbo, inside Pillow and the JDKs of some Linux distributions.
 */
final class ChromaRows {
    private static final boolean REPEATED = isRepeated();

    private ChromaRows() {}

    /** Smooths one band of interleaved samples in place, unless the JDK's libjpeg has done so already. */
    static void smooth(byte[] samples, int band, int bands, int width, int height) {
        if (REPEATED) {
            smoothRepeated(samples, band, bands, width, height);
        }
    }

    /** As {@link #smooth}, for rows 2k and 2k + 1 that both hold stored row k. */
    static void smoothRepeated(byte[] samples, int band, int bands, int width, int height) {
        int stride = width * bands;
        for (int x = band; x < stride; x += bands) {
            // The stored neighbours above and below; the edges repeat.
            int above = samples[x] & 0xff;
            for (int y = 0; y < height; y += 2) {
                int at = y * stride + x;
                int here = samples[at] & 0xff;
                int below = y + 2 < height ? samples[at + 2 * stride] & 0xff : here;
                samples[at] = (byte) (3 * here + above + 1 >> 2);
                if (y + 1 < height) {
                    samples[at + stride] = (byte) (3 * here + below + 2 >> 2);
                }
                above = here;
            }
        }
    }

    // A picture whose stored chrominance changes from row to row tells the libraries apart.
    private static boolean isRepeated() {
        try (InputStream probe = ChromaRows.class.getResourceAsStream("rows-440.jpg")) {
            ImageReader reader = JdkImages.reader("jpeg", probe.readAllBytes(), true);
            Raster raster = reader.readRaster(0, null);
            reader.dispose();
            byte[] samples = ((DataBufferByte) raster.getDataBuffer()).getData();
            int stride = raster.getWidth() * 3;
            for (int y = 0; y < raster.getHeight(); y += 2) {
                if (samples[y * stride + 1] != samples[(y + 1) * stride + 1]) {
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
