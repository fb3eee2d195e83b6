package io.clipstream.app.quickstart;

import io.clipstream.app.client.RefusedException;
import io.clipstream.clip.ClipModel;
import io.clipstream.clip.ImageEncoder;
import io.clipstream.clip.ImageFormatException;
import io.clipstream.clip.ImagePreprocessor;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.stream.Stream;

/** Finds out how many images a second this machine can encode, in about a second. */
final class RateCalibration {
    private static final int BATCH = 8;
    private static final int ROUNDS = 3;
    private static final double SHARE = 0.5;
    private static final double SLOWEST = 1;

    /** A person can still follow this; a small model could take far more. */
    private static final double FASTEST = 40;

    private RateCalibration() {}

    /**
     * About half of what all cores can do, between 1 and 40 images a second.
     *
     * @param samples the first of them that is an image is tried
     * @throws RefusedException if none is
     */
    static double comfortable(ClipModel model, Stream<byte[]> samples) {
        byte[] sample = firstGood(model.preprocessor(), samples);
        double capacity = Runtime.getRuntime().availableProcessors() / secondsAnImage(model, sample);
        return Math.max(SLOWEST, Math.min(FASTEST, SHARE * capacity));
    }

    static byte[] firstGood(ImagePreprocessor preprocessor, Stream<byte[]> samples) {
        String problem = "there is none that could be opened";
        for (Iterator<byte[]> rest = samples.iterator(); rest.hasNext(); ) {
            byte[] sample = rest.next();
            try {
                preprocessor.preprocess(sample);
                return sample;
            } catch (ImageFormatException e) {
                problem = e.getMessage();
            }
        }
        throw new RefusedException("none of the images that were tried can be read: " + problem);
    }

    private static double secondsAnImage(ClipModel model, byte[] sample) {
        try (ImageEncoder encoder = model.newImageEncoder()) {
            byte[] pixels = model.preprocessor().preprocess(sample);
            ByteBuffer batch = ByteBuffer.allocateDirect(BATCH * pixels.length);
            for (int i = 0; i < BATCH; i++) {
                batch.put(pixels);
            }
            double best = Double.MAX_VALUE;
            for (int round = 0; round < ROUNDS; round++) {
                long began = System.nanoTime();
                for (int i = 0; i < BATCH; i++) {
                    model.preprocessor().preprocess(sample);
                }
                encoder.encode(batch.rewind(), BATCH);
                best = Math.min(best, (System.nanoTime() - began) / 1e9 / BATCH);
            }
            return best;
        } catch (ImageFormatException e) {
            throw new IllegalStateException("the image was good a moment ago", e);
        }
    }
}
