package io.clipstream.clip;

import io.clipstream.clip.jpeg.JpegPixels;
import io.clipstream.clip.jpeg.JpegReader;
import io.clipstream.clip.jpeg.Region;
import io.clipstream.clip.jpeg.UnusualJpegException;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;

/**
 * Decodes sound JPEGs with our own decoder, column by column; safe for use by many threads.
 *
 * <p>It has a reader for each of the threads that were ever in it at once.
 */
final class PhotoDecoder {
    /** A reader whose buffers have grown over this for one huge image is not kept for the next. */
    private static final long MOST_KEPT = 16 << 20;

    private final ConcurrentLinkedQueue<JpegReader> idle = new ConcurrentLinkedQueue<>();

    /**
     * Hands the pixels of {@code region}, as they lie in the file, to {@code use}.
     *
     * @return what {@code use} made of them; nothing if the JDK's decoder should be asked
     */
    <T> Optional<T> read(byte[] encoded, JpegHeader header, Region region, Function<PixelColumns, T> use) {
        JpegReader reader = idle.poll();
        if (reader == null) {
            reader = new JpegReader();
        }
        try {
            return Optional.of(use.apply(new JpegColumns(reader.read(encoded, header.isYcc(), region))));
        } catch (UnusualJpegException e) {
            return Optional.empty();
        } finally {
            if (reader.kept() <= MOST_KEPT) {
                idle.offer(reader);
            }
        }
    }

    /** The whole image, as it lies in the file. */
    Optional<RgbImage> decode(byte[] encoded, JpegHeader header) {
        return read(encoded, header, new Region(0, 0, header.width(), header.height()), PhotoDecoder::whole);
    }

    private static RgbImage whole(PixelColumns columns) {
        RgbImage image = RgbImage.blank(columns.width(), columns.height());
        int length = columns.length();
        int[] red = new int[length];
        int[] green = new int[length];
        int[] blue = new int[length];
        int[] places = new int[length];
        for (int i = 0; i < length; i++) {
            places[i] = columns.row(i) < image.height() ? columns.row(i) * image.width() * 3 : -1;
        }
        byte[] rgb = image.rgb();
        for (int x = 0; x < image.width(); x++) {
            columns.read(x, red, green, blue);
            for (int i = 0; i < length; i++) {
                if (places[i] >= 0) {
                    int at = places[i] + x * 3;
                    rgb[at] = (byte) red[i];
                    rgb[at + 1] = (byte) green[i];
                    rgb[at + 2] = (byte) blue[i];
                }
            }
        }
        return image;
    }

    private record JpegColumns(JpegPixels pixels) implements PixelColumns {
        @Override
        public int width() {
            return pixels.width();
        }

        @Override
        public int height() {
            return pixels.height();
        }

        @Override
        public int length() {
            return pixels.length();
        }

        @Override
        public int row(int i) {
            return pixels.row(i);
        }

        @Override
        public void read(int x, int[] red, int[] green, int[] blue) {
            pixels.read(x, red, green, blue);
        }
    }
}
