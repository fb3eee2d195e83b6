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
public final class DrawnPhoto {
    static final int WIDTH = 500;
    static final int HEIGHT = 375;
    private static final float QUALITY = 0.88f;
    private static final int SHAPES = 14;
    private static final int GRAIN = 14;

    private final int width;
    private final int height;
    private final SplittableRandom random;
    private final float[][] planes;

    private DrawnPhoto(int width, int height, long seed) {
        this.width = width;
        this.height = height;
        this.random = new SplittableRandom(seed);
        this.planes = new float[3][width * height];
    }

    /** A baseline JPEG of 500 × 375 pixels, quality 88, chroma halved both ways (4:2:0). */
    static byte[] jpeg(long seed) {
        return jpeg(WIDTH, HEIGHT, seed);
    }

    /** The same of any size. */
    public static byte[] jpeg(int width, int height, long seed) {
        return new DrawnPhoto(width, height, seed).jpeg();
    }

    private byte[] jpeg() {
        for (float[] plane : planes) {
            ground(plane);
        }
        for (int i = 0; i < SHAPES; i++) {
            shape();
        }
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < width * height; i++) {
            // Sensors' grain is mostly brightness.
            float grain = GRAIN * (random.nextInt(201) - 100) / 100f;
            int rgb =
                    level(planes[0][i] + grain) << 16 | level(planes[1][i] + grain) << 8 | level(planes[2][i] + grain);
            image.setRGB(i % width, i / width, rgb);
        }
        return compress(image);
    }

    /** Value noise: random levels on ever finer grids, blended between the grid's points. */
    private void ground(float[] plane) {
        Arrays.fill(plane, 90 + random.nextInt(70));
        float strength = 60;
        for (int cell = 128; cell >= 4; cell /= 2, strength *= 0.62f) {
            int columns = width / cell + 2;
            float[] grid = new float[columns * (height / cell + 2)];
            for (int i = 0; i < grid.length; i++) {
                grid[i] = strength * (random.nextInt(2001) - 1000) / 1000f;
            }
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    int at = y / cell * columns + x / cell;
                    float right = (float) (x % cell) / cell;
                    float down = (float) (y % cell) / cell;
                    float above = grid[at] + right * (grid[at + 1] - grid[at]);
                    float below = grid[at + columns] + right * (grid[at + columns + 1] - grid[at + columns]);
                    plane[y * width + x] += above + down * (below - above);
                }
            }
        }
    }

    /** An ellipse or a rectangle that keeps some of the ground's texture. */
    private void shape() {
        boolean round = random.nextBoolean();
        int centreX = random.nextInt(width);
        int centreY = random.nextInt(height);
        int halfX = Math.max(1, (10 + random.nextInt(70)) * width / WIDTH);
        int halfY = Math.max(1, (10 + random.nextInt(70)) * height / HEIGHT);
        float[] colour = {random.nextInt(256), random.nextInt(256), random.nextInt(256)};
        for (int y = Math.max(0, centreY - halfY); y < Math.min(height, centreY + halfY); y++) {
            for (int x = Math.max(0, centreX - halfX); x < Math.min(width, centreX + halfX); x++) {
                float dx = (float) (x - centreX) / halfX;
                float dy = (float) (y - centreY) / halfY;
                if (!round || dx * dx + dy * dy < 1) {
                    for (int c = 0; c < 3; c++) {
                        planes[c][y * width + x] = 0.7f * colour[c] + 0.3f * planes[c][y * width + x];
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
