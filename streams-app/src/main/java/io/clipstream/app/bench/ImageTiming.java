package io.clipstream.app.bench;

import io.clipstream.clip.ImageFormatException;
import io.clipstream.clip.RgbImage;
import io.clipstream.clip.StagedPreprocessor;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;

/**
 * Times decoding and preprocessing, on one thread, in that thread's processor time; compiling and collecting garbage happen
 * on other threads and are not in it.
 *
 * <p>What is timed as a whole is what the score role does, which goes from a photograph's file to the square without an image
 * in between. Resizing is timed apart, from a decoded image; decoding is the rest of the whole.
 */
final class ImageTiming {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final double WARM_UP_SECONDS = 1.5;
    private static final double NANOS_PER_MS = 1e6;

    private final StagedPreprocessor preprocessor;
    private final List<byte[]> files;
    private final double[] decodeMs;
    private final double[] fitMs;

    ImageTiming(StagedPreprocessor preprocessor, List<byte[]> files, int rounds) throws ImageFormatException {
        this.preprocessor = preprocessor;
        this.files = files;
        this.decodeMs = new double[rounds];
        this.fitMs = new double[rounds];
        passes(WARM_UP_SECONDS);
    }

    /** Goes through all files until the time is over, at least once. */
    void measure(int round, double seconds) throws ImageFormatException {
        double[] found = passes(seconds);
        decodeMs[round] = found[0];
        fitMs[round] = found[1];
    }

    private double[] passes(double seconds) throws ImageFormatException {
        long begin = System.nanoTime();
        long whole = 0;
        long fitting = 0;
        long images = 0;
        do {
            for (byte[] file : files) {
                RgbImage image = preprocessor.decode(file);
                long start = THREADS.getCurrentThreadCpuTime();
                preprocessor.fit(image);
                long fitted = THREADS.getCurrentThreadCpuTime();
                preprocessor.preprocess(file);
                whole += THREADS.getCurrentThreadCpuTime() - fitted;
                fitting += fitted - start;
                images++;
            }
        } while (System.nanoTime() - begin < seconds * 1e9);
        return new double[] {(whole - fitting) / NANOS_PER_MS / images, fitting / NANOS_PER_MS / images};
    }

    /** Milliseconds of one core for decoding: the whole without {@link #fit}. */
    Spread decode() {
        return Spread.of(decodeMs);
    }

    /** Milliseconds of one core from a decoded image to the encoder's input. */
    Spread fit() {
        return Spread.of(fitMs);
    }

    /** Milliseconds of one core from the file's bytes to the encoder's input. */
    Spread whole() {
        return Spread.of(totals());
    }

    /** The same, by round. */
    double[] totals() {
        double[] totals = new double[decodeMs.length];
        for (int i = 0; i < totals.length; i++) {
            totals[i] = decodeMs[i] + fitMs[i];
        }
        return totals;
    }
}
