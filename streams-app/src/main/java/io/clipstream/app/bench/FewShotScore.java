package io.clipstream.app.bench;

import io.clipstream.adapter.Adapter;
import io.clipstream.adapter.CalibrationError;
import io.clipstream.adapter.Evaluation;

/**
 * How an adapter does on test rows.
 *
 * @param accuracy share of rows whose most probable class is the label
 * @param calibrationError expected calibration error, 0 to 1
 */
record FewShotScore(double accuracy, double calibrationError) {
    private static final int BATCH = 256;

    /** Scores in batches, so that many rows of many classes stay small. */
    static FewShotScore of(Adapter adapter, FeatureRows test) {
        int classes = adapter.classes();
        float[] probabilities = new float[Math.min(BATCH, test.size()) * classes];
        CalibrationError error = new CalibrationError();
        int right = 0;
        for (int from = 0; from < test.size(); from += BATCH) {
            int count = Math.min(BATCH, test.size() - from);
            adapter.probabilities(test.flat(from, from + count), count, probabilities);
            for (int row = 0; row < count; row++) {
                int best = Evaluation.mostProbable(probabilities, row, classes);
                boolean correct = best == test.labels()[from + row];
                error.add(probabilities[row * classes + best], correct);
                right += correct ? 1 : 0;
            }
        }
        return new FewShotScore((double) right / test.size(), error.value());
    }
}
