package io.clipstream.adapter;

import java.util.List;
import java.util.Map;

/**
 * The default learner: a convex residual on the zero-shot logits with a within-class metric, p = softmax(β (z0(x) + x V)).
 *
 * <p>It uses the first example at once, has no validation set and no randomness, and leaves classes that have no example as
 * zero-shot has them. z0: {@link BaseScores}, sharpened by the unlabelled sample; the metric S: {@link WithinClassMetric}; V:
 * {@link ResidualFit}; β and the weights of examples whose label is probably wrong: {@link Calibration}; between refits:
 * {@link InstantSeries}. A task without text scores the classes that have examples.
 *
 * <p>Tensors: {@code text} [K, D]; {@code weight} [D, K] and {@code offset} [K], the logits x W + b with z0 and V in one, b =
 * −1e9 for a class that cannot be scored; {@code beta} β, 0.5 to 4; {@code noise}, the estimated share of wrong labels ε;
 * {@code example-weights} [N], the weight of each example in the order of the ids.
 *
 * <p>Options: {@code metric-residual.unlabelled} 1 (the sample is used, from 100 images on) or 0; {@code
 * metric-residual.calibration} 1, or 0 for β = 1 and all labels right, at a sixth of the cost.
 *
 * <p>Source: this project's own, from parts that are known: residuals on CLIP's logits (Yu et al., "Task Residual for Tuning
 * Vision-Language Models", 2023), within-class whitening (Hastie and Tibshirani, "Discriminant Adaptive Nearest Neighbor
 * Classification", 1996), accelerated gradients (Beck and Teboulle, 2009).
 */
public final class MetricResidual implements InstantMethod {
    /** Name of the method. */
    public static final String NAME = "metric-residual";

    static final NumberOption UNLABELLED = NumberOption.whole(NAME + ".unlabelled", 1, 0, 1);
    static final NumberOption CALIBRATION = NumberOption.whole(NAME + ".calibration", 1, 0, 1);
    static final List<NumberOption> OPTIONS = List.of(UNLABELLED, CALIBRATION);

    /** Whether fits with these options look at the unlabelled sample. */
    public static boolean takesSample(Map<String, String> options) {
        return UNLABELLED.in(options) == 1;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public AdapterArtifact fit(TrainingInput input) {
        return new MetricResidualLearner(input).fit(input.support()).model().toArtifact(input.head());
    }

    @Override
    public Adapter load(AdapterArtifact artifact) throws InvalidAdapterException {
        return new MetricResidualHead(MetricResidualModel.of(artifact));
    }

    /** Refits five times, without the weights that the calibration of a fit gives to examples. */
    @Override
    public float[] outOfFold(TrainingInput input, int[] folds) {
        return new MetricResidualLearner(input).outOfFold(input.support(), folds);
    }

    @Override
    public InstantSeries series(TrainingInput input) {
        return start(input).series();
    }

    /** Throws {@link IllegalStateException} where the fit is not finite. */
    @Override
    public Start start(TrainingInput input) {
        MetricResidualLearner learner = new MetricResidualLearner(input);
        MetricResidualLearner.Fitted fitted = learner.fit(input.support());
        try {
            AdapterArtifact base = fitted.model().toArtifact(input.head());
            return new Start(new MetricResidualSeries(input, learner, base), fitted.outOfFold());
        } catch (InvalidAdapterException e) {
            throw new IllegalStateException("a fit gave what cannot be loaded", e);
        }
    }

    @Override
    public InstantSeries series(TrainingInput input, AdapterArtifact base) throws InvalidAdapterException {
        Sanity.check(base, input.head());
        int examples = MetricResidualModel.of(base).calibration().weights().length;
        if (examples != input.support().size()) {
            throw new InvalidAdapterException("the base version has seen " + examples + " examples, expected the "
                    + input.support().size() + " of the input");
        }
        return new MetricResidualSeries(input, new MetricResidualLearner(input), base);
    }
}
