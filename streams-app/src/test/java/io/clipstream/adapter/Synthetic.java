package io.clipstream.adapter;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/** Seeded classification problems whose text weights point only roughly where the images are. */
final class Synthetic {
    private final Random random;
    private final int dimension;
    private final float[][] centres;
    private final ClassHead head;

    /** {@code shift} is how far text lies from the images: 0 is perfect zero-shot. */
    Synthetic(long seed, int classes, int dimension, double shift) {
        this.random = new Random(seed);
        this.dimension = dimension;
        this.centres = new float[classes][];
        float[][] text = new float[classes][];
        for (int c = 0; c < classes; c++) {
            centres[c] = near(new float[dimension], 1);
            text[c] = near(centres[c], shift);
        }
        List<String> labels =
                IntStream.range(0, classes).mapToObj(c -> "class-" + c).toList();
        this.head = new ClassHead(labels, "revision-1", "model-1", Tensor.ofRows(text), 20f);
    }

    ClassHead head() {
        return head;
    }

    /** A unit vector around another one: noise of this norm is added first. */
    float[] near(float[] centre, double noise) {
        float[] values = new float[dimension];
        double square = 0;
        for (int i = 0; i < dimension; i++) {
            values[i] = (float) (centre[i] + noise * random.nextGaussian() / Math.sqrt(dimension));
            square += (double) values[i] * values[i];
        }
        for (int i = 0; i < dimension; i++) {
            values[i] /= (float) Math.sqrt(square);
        }
        return values;
    }

    /** So many shots of each class, with noise of this norm around the class's centre. */
    SupportSet shots(int perClass, double noise) {
        List<Shot> shots = new ArrayList<>();
        for (int i = 0; i < perClass; i++) {
            for (int c = 0; c < centres.length; c++) {
                shots.add(new Shot("image-%05d-%03d".formatted(i, c), c, near(centres[c], noise)));
            }
        }
        return new SupportSet(shots);
    }

    TrainingInput input(SupportSet support) {
        return new TrainingInput(head, support, Map.of(), 7);
    }

    static float[] probabilities(Adapter adapter, SupportSet support) {
        float[] probabilities = new float[support.size() * adapter.classes()];
        adapter.probabilities(support.features(), support.size(), probabilities);
        return probabilities;
    }
}
