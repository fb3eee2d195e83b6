package io.clipstream.loadtest.swap;

import io.clipstream.adapter.AdapterArtifact;
import io.clipstream.adapter.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Versions whose number can be read off the probabilities that they give: the logits of the classes differ by its digits.
 *
 * <p>The class that the image is of has a larger logit, so the image can be read off as well.
 */
final class VersionCode {
    /** Classes of a task, and kinds of images. */
    static final int CLASSES = 4;

    private static final int BASE = 32;
    private static final float SCALE = 10;
    private static final float DIGIT = 0.01f;
    private static final float OWN_CLASS = 0.1f;
    /** A tenth of the distance between two digits. */
    private static final double TOLERANCE = 0.1;

    private VersionCode() {}

    /** The classes of a task, each named after it. */
    static List<String> labels(String task) {
        return IntStream.range(0, CLASSES).mapToObj(c -> task + "-c" + c).toList();
    }

    /** The zero-shot version of that number. */
    static AdapterArtifact artifact(String task, int version) {
        float[] text = new float[CLASSES * StampedModel.DIMENSION];
        int rest = version;
        for (int c = 0; c < CLASSES; c++) {
            int digit = c == 0 ? 0 : rest % BASE;
            rest = c == 0 ? rest : rest / BASE;
            float sum = 0;
            for (int image = 0; image < CLASSES; image++) {
                float weight = digit * DIGIT + (image == c ? OWN_CLASS : 0);
                text[c * StampedModel.DIMENSION + image] = weight;
                sum += weight * weight;
            }
            // No image has anything there: it only makes the row's length 1.
            text[c * StampedModel.DIMENSION + CLASSES] = (float) Math.sqrt(1 - sum);
        }
        return new AdapterArtifact(
                "zero-shot",
                StampedModel.MODEL,
                StampedModel.DIMENSION,
                labels(task),
                "revision-1",
                SCALE,
                Map.of("text", new Tensor(new int[] {CLASSES, StampedModel.DIMENSION}, text)));
    }

    /**
     * The version that gave these probabilities to an image of that class.
     *
     * @param probabilities of the classes in the order of {@link #labels}
     * @return -1 if no version gives them
     */
    static int version(double[] probabilities, int imageClass) {
        int version = 0;
        int unit = 1;
        for (int c = 1; c < CLASSES; c++) {
            double logit = logit(probabilities, c, imageClass) - logit(probabilities, 0, imageClass);
            double digit = logit / (SCALE * DIGIT);
            long whole = Math.round(digit);
            if (!(Math.abs(digit - whole) < TOLERANCE) || whole < 0 || whole >= BASE) {
                return -1;
            }
            version += (int) whole * unit;
            unit *= BASE;
        }
        return Math.abs(Arrays.stream(probabilities).sum() - 1) < 1e-4 ? version : -1;
    }

    private static double logit(double[] probabilities, int c, int imageClass) {
        return Math.log(probabilities[c]) - (c == imageClass ? SCALE * OWN_CLASS : 0);
    }
}
