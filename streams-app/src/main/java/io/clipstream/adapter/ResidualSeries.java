package io.clipstream.adapter;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Exact instant versions of residual least squares: each example is one rank-one update of the inverse. */
final class ResidualSeries implements InstantSeries {
    /** Additions after which a fresh fit clears away what rounding there is, and keeps the record of additions short. */
    private static final int REFIT_AFTER = 1000;

    private final TrainingInput input;
    private final ZeroShotHead zeroShot;
    private final RecursiveLeastSquares squares;
    private final Set<String> ids = new HashSet<>();
    private AdapterArtifact artifact;
    private int added;

    /** {@code weights} is V [D, K] of the input in double precision; taken over. */
    ResidualSeries(TrainingInput input, double[] weights, AdapterArtifact base, double lambda) {
        WeighedRows rows = WeighedRows.of(input);
        this.input = input;
        this.zeroShot = ZeroShot.head(input.head());
        this.squares = RecursiveLeastSquares.of(rows.x(), rows.n(), rows.d(), weights, lambda);
        this.artifact = base;
        input.support().shots().forEach(shot -> ids.add(shot.id()));
    }

    @Override
    public AdapterArtifact artifact() {
        return artifact;
    }

    @Override
    public AdapterArtifact add(Shot shot) {
        input.with(new SupportSet(List.of(shot))); // Refuses what does not fit the head.
        if (!ids.add(shot.id())) {
            throw new IllegalArgumentException("shot '" + shot.id() + "' is among the examples already");
        }
        int d = input.head().dimension();
        int k = input.head().classes();
        float[] known = new float[k];
        zeroShot.probabilities(shot.feature(), 1, known);
        double[] x = new double[d];
        for (int i = 0; i < d; i++) {
            x[i] = shot.feature()[i];
        }
        double[] y = new double[k];
        for (int c = 0; c < k; c++) {
            y[c] = (c == shot.label() ? 1 : 0) - known[c];
        }
        squares.add(x, y);
        added++;
        Tensor weights = new Tensor(new int[] {d, k}, LogitTensors.toFloats(squares.weights()));
        artifact = ZeroShot.artifact(
                input.head(),
                ResidualLeastSquares.NAME,
                Map.of(ZeroShot.TEXT, input.head().text(), ResidualLeastSquares.RESIDUAL, weights));
        return artifact;
    }

    @Override
    public int size() {
        return ids.size();
    }

    @Override
    public boolean refitDue() {
        return added >= REFIT_AFTER;
    }
}
