package io.clipstream.adapter;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The rows that methods are compared on, and what each method gets right of them; for one decision of the gate, one thread.
 *
 * <p>Shots are scored out of fold; held-out ones, which no fit sees, by the fit on all shots.
 */
final class GateRows {
    private final OutOfFoldScores folds;
    private final TrainingInput input;
    private final SupportSet heldOut;
    private final int[] shots;

    private GateRows(OutOfFoldScores folds, SupportSet heldOut, int[] shots) {
        this.folds = folds;
        this.input = folds.input();
        this.heldOut = heldOut;
        this.shots = shots;
    }

    /** The audited shots and the held-out ones. */
    static GateRows unbiased(OutOfFoldScores folds, SupportSet heldOut) {
        return new GateRows(folds, heldOut, folds.input().support().audited());
    }

    /** All shots, those included that people chose to correct, and the held-out ones. */
    static GateRows all(OutOfFoldScores folds, SupportSet heldOut) {
        return new GateRows(
                folds,
                heldOut,
                IntStream.range(0, folds.input().support().size()).toArray());
    }

    int size() {
        return shots.length + heldOut.size();
    }

    int heldOut() {
        return heldOut.size();
    }

    /** What plain CLIP gets right. */
    boolean[] zeroShot() {
        Adapter adapter = ZeroShot.head(input.head());
        return joined(correct(adapter, input.support()), correct(adapter, heldOut));
    }

    /**
     * What the method gets right.
     *
     * @param fitted its fit on the whole input; null where there is none yet
     * @throws InvalidAdapterException if a fit gives an adapter that cannot be served
     */
    boolean[] of(String method, AdapterArtifact fitted) throws InvalidAdapterException {
        if (method.equals(ZeroShot.NAME)) {
            return zeroShot();
        }
        AdapterMethod fits = AdapterMethods.named(method);
        boolean[] outOfFold = shots.length == 0
                ? new boolean[input.support().size()]
                : Evaluation.correct(
                        folds.of(method),
                        input.head().classes(),
                        input.support().labels());
        boolean[] held = heldOut.isEmpty()
                ? new boolean[0]
                : correct(fits.load(fitted == null ? fits.fit(input) : fitted), heldOut);
        return joined(outOfFold, held);
    }

    /** The part of such an answer that is about held-out rows. */
    boolean[] heldOutOf(boolean[] correct) {
        boolean[] held = new boolean[heldOut.size()];
        System.arraycopy(correct, shots.length, held, 0, held.length);
        return held;
    }

    private boolean[] joined(boolean[] ofShots, boolean[] held) {
        boolean[] rows = new boolean[size()];
        for (int i = 0; i < shots.length; i++) {
            rows[i] = ofShots[shots[i]];
        }
        System.arraycopy(held, 0, rows, shots.length, held.length);
        return rows;
    }

    private boolean[] correct(Adapter adapter, SupportSet rows) {
        int classes = input.head().classes();
        List<Shot> all = rows.shots();
        float[] probabilities = new float[all.size() * classes];
        adapter.probabilities(rows.features(), all.size(), probabilities);
        return Evaluation.correct(probabilities, classes, rows.labels());
    }
}
