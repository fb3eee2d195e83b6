package io.clipstream.adapter;

import java.util.Map;

/**
 * The metric residual fitted: z(x) = x W + b, p = softmax(β z); what its tensors hold.
 *
 * @param weights W [D, K]: z0 and V together
 * @param offsets b [K]; {@link #LEFT_OUT} for a class that cannot be scored, having neither text nor an example
 * @param calibration β, ε and the weights of the examples, in the order of their ids
 */
record MetricResidualModel(double[][] weights, double[] offsets, Calibration calibration) {
    /** Low enough to have probability 0 beside any other class, and finite. */
    static final float LEFT_OUT = -1e9f;

    private static final String WEIGHT = "weight";
    private static final String OFFSET = "offset";
    private static final String BETA = "beta";
    private static final String NOISE = "noise";
    private static final String EXAMPLE_WEIGHTS = "example-weights";
    private static final float HIGHEST_BETA = 4;
    private static final float LEAST_BETA = 0.5f;

    AdapterArtifact toArtifact(ClassHead head) {
        int classes = offsets.length;
        float[] values = new float[weights.length * classes];
        for (int i = 0; i < weights.length; i++) {
            for (int c = 0; c < classes; c++) {
                values[i * classes + c] = (float) weights[i][c];
            }
        }
        return ZeroShot.artifact(
                head,
                MetricResidual.NAME,
                Map.of(
                        ZeroShot.TEXT,
                        head.text(),
                        WEIGHT,
                        new Tensor(new int[] {weights.length, classes}, values),
                        OFFSET,
                        vector(offsets),
                        BETA,
                        Tensor.scalar((float) calibration.beta()),
                        NOISE,
                        Tensor.scalar((float) calibration.noise()),
                        EXAMPLE_WEIGHTS,
                        vector(calibration.weights())));
    }

    private static Tensor vector(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return new Tensor(new int[] {floats.length}, floats);
    }

    /** Reads and checks an artifact's tensors. */
    static MetricResidualModel of(AdapterArtifact artifact) throws InvalidAdapterException {
        CheckedArtifact checked = new CheckedArtifact(artifact, MetricResidual.NAME);
        int dimension = checked.dimension();
        int classes = checked.classes();
        float[] values = checked.matrix(WEIGHT, dimension, classes);
        double[][] weights = new double[dimension][classes];
        for (int i = 0; i < dimension; i++) {
            for (int c = 0; c < classes; c++) {
                weights[i][c] = values[i * classes + c];
            }
        }
        double[] offsets = FitRows.toDoubles(checked.matrix(OFFSET, classes));
        double beta = checked.scalar(BETA, LEAST_BETA, HIGHEST_BETA);
        double noise = checked.scalar(NOISE, 0, 1);
        float[] ofExamples = checked.matrix(EXAMPLE_WEIGHTS, checked.length(EXAMPLE_WEIGHTS));
        for (float weight : ofExamples) {
            if (!(weight > 0 && weight <= 1)) {
                throw new InvalidAdapterException(
                        "tensor '" + EXAMPLE_WEIGHTS + "' has value " + weight + ", expected above 0 up to 1");
            }
        }
        return new MetricResidualModel(weights, offsets, new Calibration(beta, noise, FitRows.toDoubles(ofExamples)));
    }
}
