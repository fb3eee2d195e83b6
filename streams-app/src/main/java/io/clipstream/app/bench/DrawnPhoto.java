package io.clipstream.app.bench;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.SplittableRandom;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Draws JPEG files with the size and the detail of photographs: soft ground at several scales, hard-edged shapes, and the
 * grain of a sensor. The same seed gives the same pixels.
 */
final class DrawnPhoto {
    static final int WIDTH = 500;
    static final int HEIGHT = 375;
    private static final float QUALITY = 0.88f;
    private static final int SHAPES = 14;
    private static final int GRAIN = 14;

    private DrawnPhoto() {}

    /** A baseline JPEG of 500 × 375 pixels, quality 88, chroma halved both ways (4:2:0). */
    static byte[] jpeg(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[][] planes = new float[3][WIDTH * HEIGHT];
        for (float[] plane : planes) {
            ground(plane, random);
        }
        for (int i = 0; i < SHAPES; i++) {
            shape(planes, random);
        }
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < WIDTH * HEIGHT; i++) {
            // Sensors' grain is mostly brightness.
            float grain = GRAIN * (random.nextInt(201) - 100) / 100f;
            int rgb =
                    level(planes[0][i] + grain) << 16 | level(planes[1][i] + grain) << 8 | level(planes[2][i] + grain);
            image.setRGB(i % WIDTH, i / WIDTH, rgb);
        }
        return compress(image);
    }

    /** Value noise: random levels on ever finer grids, blended between the grid's points. */
    private static void ground(float[] plane, SplittableRandom random) {
        Arrays.fill(plane, 90 + random.nextInt(70));
        float strength = 60;
        for (int cell = 128; cell >= 4; cell /= 2, strength *= 0.62f) {
            int columns = WIDTH / cell + 2;
            float[] grid = new float[columns * (HEIGHT / cell + 2)];
            for (int i = 0; i < grid.length; i++) {
                grid[i] = strength * (random.nextInt(2001) - 1000) / 1000f;
            }
            for (int y = 0; y < HEIGHT; y++) {
                for (int x = 0; x < WIDTH; x++) {
                    int at = y / cell * columns + x / cell;
                    float right = (float) (x % cell) / cell;
                    float down = (float) (y % cell) / cell;
                    float above = grid[at] + right * (grid[at + 1] - grid[at]);
                    float below = grid[at + columns] + right * (grid[at + columns + 1] - grid[at + columns]);
                    plane[y * WIDTH + x] += above + down * (below - above);
                }
            }
        }
    }

    /** An ellipse or a rectangle that keeps some of the ground's texture. */
    private static void shape(float[][] planes, SplittableRandom random) {
        boolean round = random.nextBoolean();
        int centreX = random.nextInt(WIDTH);
        int centreY = random.nextInt(HEIGHT);
        int halfX = 10 + random.nextInt(70);
        int halfY = 10 + random.nextInt(70);
        float[] colour = {random.nextInt(256), random.nextInt(256), random.nextInt(256)};
        for (int y = Math.max(0, centreY - halfY); y < Math.min(HEIGHT, centreY + halfY); y++) {
            for (int x = Math.max(0, centreX - halfX); x < Math.min(WIDTH, centreX + halfX); x++) {
                float dx = (float) (x - centreX) / halfX;
                float dy = (float) (y - centreY) / halfY;
                if (!round || dx * dx + dy * dy < 1) {
                    for (int c = 0; c < 3; c++) {
                        planes[c][y * WIDTH + x] = 0.7f * colour[c] + 0.3f * planes[c][y * WIDTH + x];
                    }
                }
            }
        }
    }

    private static int level(float value) {
        return Math.max(0, Math.min(255, Math.round(value)));
    }

    private static byte[] compress(BufferedImage image) {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ImageWriteParam settings = writer.getDefaultWriteParam();
        settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        settings.setCompressionQuality(QUALITY);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, null), settings);
        } catch (IOException e) {
            // Nothing but memory is written to.
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }
}
