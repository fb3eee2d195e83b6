package io.clipstream.adapter;

import java.util.Arrays;
import java.util.List;

/**
 * Logistic regression on the image features alone: p = softmax(x V + b), min Σ w_i CE + ‖V‖² / (2 C), the texts unused.
 *
 * <p>Source: Radford et al., "Learning Transferable Visual Models From Natural Language Supervision", 2021, section 3.2 and
 * appendix A.3: L-BFGS, at most 1,000 iterations, an intercept without penalty. The paper sweeps C on a validation set; here
 * {@code linear-probe.c} is fixed, 100 by default, since features have length 1 and accuracy hardly changes from there to
 * 10,000. It is the yardstick for what texts are worth, far behind them with few shots.
 *
 * <p>A class without an example has probability 0; with no shots the scores are zero-shot's. Tensors as in {@link
 * LogitTensors}.
 */
public final class LinearProbe implements AdapterMethod {
    /** Name of the method. */
    public static final String NAME = "linear-probe";

    static final NumberOption C = NumberOption.decimal(NAME + ".c", 100, 1e-4, 1e6);
    static final List<NumberOption> OPTIONS = List.of(C);

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public AdapterArtifact fit(TrainingInput input) {
        WeighedRows rows = WeighedRows.of(input);
        double[] penalties = new double[rows.k()];
        Arrays.fill(penalties, 1 / C.in(input.options()));
        LogisticRegression.Weights fitted =
                new LogisticRegression(rows, new double[rows.n() * rows.k()], penalties, true).fit();
        return LogitTensors.artifact(input.head(), NAME, fitted.weights(), fitted.bias(), rows.seen());
    }

    @Override
    public Adapter load(AdapterArtifact artifact) throws InvalidAdapterException {
        return LogitTensors.load(artifact, NAME, false);
    }
}
