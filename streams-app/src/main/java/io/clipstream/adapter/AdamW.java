package io.clipstream.adapter;

/**
 * AdamW (Loshchilov and Hutter, 2019) on one array of parameters, with β 0.9 and 0.999; owned by one thread.
 *
 * <p>Plain arithmetic in Java rather than in the tensor engine: the same steps give the same bits.
 */
final class AdamW {
    private static final float MEAN_DECAY = 0.9f;
    private static final float SQUARE_DECAY = 0.999f;
    /** The usual ε, added to the root of the mean square. */
    static final float EPSILON = 1e-8f;

    private final float weightDecay;
    private final float epsilon;
    private final float[] mean;
    private final float[] square;
    private int steps;

    AdamW(int parameters, double weightDecay) {
        this(parameters, weightDecay, EPSILON);
    }

    AdamW(int parameters, double weightDecay, float epsilon) {
        this.weightDecay = (float) weightDecay;
        this.epsilon = epsilon;
        this.mean = new float[parameters];
        this.square = new float[parameters];
    }

    /** Changes {@code parameters} by one step against the gradient. */
    void step(float[] parameters, float[] gradient, double learningRate) {
        steps++;
        float meanScale = (float) (1 / (1 - StrictMath.pow(MEAN_DECAY, steps)));
        float squareScale = (float) (1 / (1 - StrictMath.pow(SQUARE_DECAY, steps)));
        float rate = (float) learningRate;
        for (int i = 0; i < parameters.length; i++) {
            mean[i] = MEAN_DECAY * mean[i] + (1 - MEAN_DECAY) * gradient[i];
            square[i] = SQUARE_DECAY * square[i] + (1 - SQUARE_DECAY) * gradient[i] * gradient[i];
            float direction = mean[i] * meanScale / ((float) Math.sqrt(square[i] * squareScale) + epsilon);
            parameters[i] -= rate * (direction + weightDecay * parameters[i]);
        }
    }
}
