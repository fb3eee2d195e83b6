package io.clipstream.app.quickstart;

import io.clipstream.app.client.RefusedException;
import io.clipstream.clip.ClipModel;
import io.clipstream.clip.ImageEncoder;
import io.clipstream.clip.ImageFormatException;
import java.nio.ByteBuffer;

/** Finds out how many images a second this machine can encode, in about a second. */
final class RateCalibration {
    private static final int BATCH = 8;
    private static final int ROUNDS = 3;
    private static final double SHARE = 0.5;
    private static final double SLOWEST = 1;

    /** A person can still follow this; a small model could take far more. */
    private static final double FASTEST = 40;

    private RateCalibration() {}

    /** About half of what all cores can do, between 1 and 40 images a second. */
    static double comfortable(ClipModel model, byte[] sample) {
        double capacity = Runtime.getRuntime().availableProcessors() / secondsAnImage(model, sample);
        return Math.max(SLOWEST, Math.min(FASTEST, SHARE * capacity));
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
            throw new RefusedException("the first image cannot be read: " + e.getMessage(), e);
        }
    }
}
