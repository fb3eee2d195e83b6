package io.clipstream.loadtest.micro;

import io.clipstream.app.bench.BenchImages;
import io.clipstream.clip.ImageFormatException;
import io.clipstream.clip.RgbImage;
import io.clipstream.clip.StagedPreprocessor;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** From an image's file to the square that the encoder takes: decoding and resizing, apart and as the scorer does it. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ImageBenchmark {
    private static final int SIDE = 224;
    private static final long MAX_PIXELS = 100_000_000;

    /** Format of the drawn photograph of 500 × 375 pixels. */
    @Param({"jpeg", "png", "bmp"})
    String format;

    private StagedPreprocessor preprocessor;
    private byte[] file;
    private RgbImage image;

    /** Draws the photograph. */
    @Setup
    public void draw() throws IOException, ImageFormatException {
        preprocessor = StagedPreprocessor.clip(SIDE, MAX_PIXELS);
        file = BenchImages.drawn().files().get(0);
        if (!format.equals("jpeg")) {
            BufferedImage pixels = ImageIO.read(new ByteArrayInputStream(file));
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            if (!ImageIO.write(pixels, format, out)) {
                throw new IllegalStateException("this Java writes no " + format);
            }
            file = out.toByteArray();
        }
        image = preprocessor.decode(file);
    }

    /** The whole file, upright, as pixels. */
    @Benchmark
    public RgbImage decode() throws ImageFormatException {
        return preprocessor.decode(file);
    }

    /** Bicubic with antialiasing, short side to 224, centre cut out. */
    @Benchmark
    public byte[] resize() {
        return preprocessor.fit(image);
    }

    /** Both, as the score role does it: only what is kept is decoded in full. */
    @Benchmark
    public byte[] preprocess() throws ImageFormatException {
        return preprocessor.preprocess(file);
    }
}
