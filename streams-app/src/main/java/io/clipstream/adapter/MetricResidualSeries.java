package io.clipstream.adapter;

import java.util.ArrayList;
import java.util.TreeMap;

/**
 * The metric residual between two refits; used by one thread at a time.
 *
 * <p>It refits in place, with β and the examples' weights as the base version has them, for the first example of a class, up
 * to two examples, and whenever there are 1.25 times as many as at its last refit. It holds about 8 D (D + K) bytes beside
 * the examples.
 */
final class MetricResidualSeries implements InstantSeries {
    private static final int ALWAYS_REFIT = 2;
    private static final double GROWTH = 1.25;

    private final ClassHead head;
    private final MetricResidualLearner learner;
    private final int baseSize;
    private final double beta;
    private final double noise;
    private final TreeMap<String, Shot> shots = new TreeMap<>();
    private final TreeMap<String, Double> weights = new TreeMap<>();
    private final int[] counts;
    private int sizeAtRefit;
    private MetricResidualModel refitted;
    private FitRows refittedRows;
    private RankOneUpdates updates;
    private AdapterArtifact artifact;

    /** After {@code base}, fitted on {@code input}; it continues from its tensors as they are stored. */
    MetricResidualSeries(TrainingInput input, MetricResidualLearner learner, AdapterArtifact base)
            throws InvalidAdapterException {
        this.head = input.head();
        this.learner = learner;
        this.artifact = base;
        this.refitted = MetricResidualModel.of(base);
        this.beta = refitted.calibration().beta();
        this.noise = refitted.calibration().noise();
        this.baseSize = input.support().size();
        this.sizeAtRefit = baseSize;
        this.counts = new int[head.classes()];
        double[] ofBase = refitted.calibration().weights();
        for (int row = 0; row < baseSize; row++) {
            Shot shot = input.support().shots().get(row);
            shots.put(shot.id(), shot);
            weights.put(shot.id(), ofBase[row]);
            counts[shot.label()]++;
        }
        this.refittedRows = rows();
        if (baseSize > ALWAYS_REFIT) {
            // Now, where nobody waits, and not with the first correction.
            prepare();
        }
    }

    @Override
    public AdapterArtifact artifact() {
        return artifact;
    }

    @Override
    public AdapterArtifact add(Shot shot) {
        // Checks label, dimension and values against the head.
        TrainingInput.check(shot, head);
        if (shots.containsKey(shot.id())) {
            throw new IllegalArgumentException(
                    "shot '" + shot.id() + "' is among the examples already: a changed label wants a new series");
        }
        boolean first = counts[shot.label()]++ == 0;
        shots.put(shot.id(), shot);
        weights.put(shot.id(), (double) shot.weight());
        if (first || size() <= ALWAYS_REFIT || size() >= GROWTH * sizeAtRefit) {
            refit();
        } else {
            update(shot);
        }
        return artifact;
    }

    @Override
    public int size() {
        return shots.size();
    }

    @Override
    public boolean refitDue() {
        return size() > baseSize && size() >= GROWTH * baseSize;
    }

    private void refit() {
        updates = null;
        refittedRows = rows();
        refitted = learner.model(refittedRows, calibration());
        sizeAtRefit = size();
        artifact = refitted.toArtifact(head);
    }

    private void update(Shot shot) {
        if (updates == null) {
            prepare();
        }
        updates.add(FitRows.toDoubles(shot.feature()), shot.label());
        artifact = updates.model(calibration()).toArtifact(head);
    }

    private void prepare() {
        updates = new RankOneUpdates(refitted, refittedRows, learner.metric(refittedRows));
    }

    private FitRows rows() {
        SupportSet support = new SupportSet(new ArrayList<>(shots.values()));
        return FitRows.of(support, head.classes()).withWeights(calibration().weights());
    }

    /** β and ε of the base, and the weights in the order of the ids. */
    private Calibration calibration() {
        return new Calibration(
                beta,
                noise,
                weights.values().stream().mapToDouble(Double::doubleValue).toArray());
    }
}
