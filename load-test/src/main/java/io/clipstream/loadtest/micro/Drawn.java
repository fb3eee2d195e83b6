package io.clipstream.loadtest.micro;

import io.clipstream.adapter.ClassHead;
import io.clipstream.adapter.Shot;
import io.clipstream.adapter.SupportSet;
import io.clipstream.adapter.Tensor;
import io.clipstream.adapter.TrainingInput;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Drawn tasks: classes at random directions, examples around them; the same seed gives the same numbers. */
final class Drawn {
    static final String MODEL = "drawn";

    private static final float LOGIT_SCALE = 100;
    /** How far examples stray from their class: of the two, about two thirds of an example's length are noise. */
    private static final double SPREAD = 1.5;

    private final int classes;
    private final int dimension;
    private final SplittableRandom random;
    private final float[] text;

    Drawn(int classes, int dimension, long seed) {
        this.classes = classes;
        this.dimension = dimension;
        this.random = new SplittableRandom(seed);
        this.text = new float[classes * dimension];
        for (int c = 0; c < classes; c++) {
            System.arraycopy(direction(null), 0, text, c * dimension, dimension);
        }
    }

    /** Its classes with text weights. */
    ClassHead head() {
        List<String> labels =
                IntStream.range(0, classes).mapToObj(c -> "class-" + c).toList();
        return new ClassHead(
                labels, "drawn", MODEL, new Tensor(new int[] {classes, dimension}, text.clone()), LOGIT_SCALE);
    }

    /** So many examples of each class, and nothing else. */
    TrainingInput input(int shotsPerClass) {
        List<Shot> shots = new ArrayList<>();
        for (int i = 0; i < classes * shotsPerClass; i++) {
            shots.add(shot("shot-" + i, i % classes));
        }
        return new TrainingInput(head(), new SupportSet(shots), Map.of(), 1);
    }

    /** One more example. */
    Shot shot(String id, int label) {
        return new Shot(id, label, feature(label));
    }

    /** A feature [D] of length 1 near a class. */
    float[] feature(int label) {
        float[] centre = new float[dimension];
        System.arraycopy(text, label * dimension, centre, 0, dimension);
        return direction(centre);
    }

    /** Features [count, D] row by row, class after class. */
    float[] features(int count) {
        float[] features = new float[count * dimension];
        for (int i = 0; i < count; i++) {
            System.arraycopy(feature(i % classes), 0, features, i * dimension, dimension);
        }
        return features;
    }

    /** A row of length 1 around a centre of length 1, or anywhere. */
    private float[] direction(float[] centre) {
        double noise = centre == null ? 1 : SPREAD / Math.sqrt(dimension);
        double[] row = new double[dimension];
        double squares = 0;
        for (int i = 0; i < dimension; i++) {
            row[i] = noise * random.nextGaussian() + (centre == null ? 0 : centre[i]);
            squares += row[i] * row[i];
        }
        float[] unit = new float[dimension];
        for (int i = 0; i < dimension; i++) {
            unit[i] = (float) (row[i] / Math.sqrt(squares));
        }
        return unit;
    }
}
