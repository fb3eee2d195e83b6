package io.clipstream.loadtest.simulated;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.SplittableRandom;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Draws JPEG files of given pixels whose bytes come close to what is asked for; the same seed gives the same file. */
public final class LargeJpeg {
    private static final int TRIES = 5;
    private static final int LARGEST_GRAIN = 120;

    private LargeJpeg() {}

    /** The largest of a few files of rising detail that is not over {@code bytes}, or the smallest there is. */
    public static byte[] draw(int width, int height, int bytes, long seed) {
        double low = 0;
        double high = LARGEST_GRAIN;
        byte[] best = compress(picture(width, height, 0, seed));
        for (int i = 0; i < TRIES; i++) {
            double grain = (low + high) / 2;
            byte[] file = compress(picture(width, height, grain, seed));
            if (file.length <= bytes) {
                best = file;
                low = grain;
            } else {
                high = grain;
            }
        }
        return best;
    }

    /** Soft waves under grain. */
    private static BufferedImage picture(int width, int height, double grain, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double wave = 0.01 + 0.01 * random.nextDouble();
        int red = random.nextInt(80);
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        int[] row = new int[width];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double level = 110 + 60 * Math.sin(wave * x) * Math.cos(wave * y) + grain * (random.nextDouble() - 0.5);
                int value = (int) Math.max(0, Math.min(255, level));
                row[x] = Math.min(255, value + red) << 16 | value << 8 | 255 - value;
            }
            image.setRGB(0, y, width, 1, row, 0, width);
        }
        return image;
    }

    private static byte[] compress(BufferedImage image) {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ImageWriteParam settings = writer.getDefaultWriteParam();
        settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        settings.setCompressionQuality(0.85f);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
            writer.setOutput(stream);
            writer.write(null, new IIOImage(image, null, null), settings);
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be written to", e);
        } finally {
            writer.dispose();
        }
        return out.toByteArray();
    }
}
