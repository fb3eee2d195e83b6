package io.clipstream.adapter;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a version knows of itself: how sharp its probabilities should be, how right it is, what its examples and its stream
 * look like. A pure function of the version and of labels that it has not learned from.
 *
 * @param sharpness β on its logits, by {@link Temperature} from {@value ReliabilityFigures#ENOUGH} audit labels on, else 1
 * @param figures on the audit sample, with that sharpness
 * @param trusted whether each class has a text or two examples: otherwise probabilities say little
 * @param novelty empty with too few examples
 * @param noveltyAuroc as in {@link NoveltyFit.Outcome}
 * @param stream empty with fewer than {@value StreamSketch#LEAST} images in the unlabelled sample
 */
public record SelfKnowledge(
        double sharpness,
        ReliabilityFigures figures,
        boolean trusted,
        Optional<Novelty> novelty,
        double noveltyAuroc,
        Optional<StreamSketch> stream) {
    /** Of a version that nobody has labelled anything for. */
    public static final SelfKnowledge NONE = new SelfKnowledge(
            1, ReliabilityFigures.of(List.of()), true, Optional.empty(), Double.NaN, Optional.empty());

    /**
     * What a version knows.
     *
     * @param fitted to the input of {@code folds}
     * @param folds its audited shots are scored out of fold
     * @param heldOut labelled images that it was not fitted to, of which the audited ones count
     * @param noveltyShare of images of known kind that may lie beyond the radius of novelty, in [0, 0.5]
     * @throws InvalidAdapterException if a fit out of fold gives an adapter that cannot be served
     */
    public static SelfKnowledge of(
            AdapterArtifact fitted, OutOfFoldScores folds, SupportSet heldOut, AuditLabels audit, double noveltyShare)
            throws InvalidAdapterException {
        TrainingInput input = folds.input();
        ClassHead head = input.head();
        Rows rows = new Rows(head.classes());
        SupportSet support = input.support();
        int[] audited = support.audited();
        float[] scores = audited.length == 0 ? new float[0] : folds.of(fitted.method());
        for (int row : audited) {
            Shot shot = support.shots().get(row);
            rows.add(shot.label(), scores, row, audit.weight(shot.id()));
        }
        Adapter adapter = AdapterMethods.load(fitted);
        float[] one = new float[head.classes()];
        for (int row : heldOut.audited()) {
            Shot shot = heldOut.shots().get(row);
            adapter.probabilities(shot.feature(), 1, one);
            rows.add(shot.label(), one, 0, audit.weight(shot.id()));
        }
        double sharpness = rows.sharpness();
        for (AuditLabels.Rejected rejected : audit.rejected()) {
            if (rejected.audited()) {
                adapter.probabilities(rejected.feature(), 1, one);
                rows.add(JudgedRow.NONE, one, 0, rejected.weight());
            }
        }
        List<JudgedRow> judged = rows.judged(sharpness);
        ReliabilityFigures figures = ReliabilityFigures.of(judged);
        NoveltyFit.Outcome novelty = NoveltyFit.of(
                head,
                support,
                audit.rejected().stream().map(AuditLabels.Rejected::feature).toList(),
                noveltyShare);
        Optional<StreamSketch> stream = input.sample().size() < StreamSketch.LEAST
                ? Optional.empty()
                : Optional.of(
                        StreamSketch.of(input.sample(), head.dimension(), figures, StreamSketch.sureFrom(judged)));
        return new SelfKnowledge(
                sharpness, figures, isTrusted(head, support), novelty.model(), novelty.auroc(), stream);
    }

    /** Without text a class of one example drew errors of calibration of 12 to 65 points. */
    private static boolean isTrusted(ClassHead head, SupportSet support) {
        int[] counts = new int[head.classes()];
        support.shots().forEach(shot -> counts[shot.label()]++);
        return head.hasText() || Arrays.stream(counts).allMatch(count -> count >= 2);
    }

    /** Judged rows with all their probabilities. */
    private static final class Rows {
        private final int classes;
        private final List<float[]> probabilities = new ArrayList<>();
        private final List<Integer> labels = new ArrayList<>();
        private final List<Double> weights = new ArrayList<>();

        Rows(int classes) {
            this.classes = classes;
        }

        void add(int label, float[] from, int row, double weight) {
            probabilities.add(Arrays.copyOfRange(from, row * classes, (row + 1) * classes));
            labels.add(label);
            weights.add(weight);
        }

        /** Fitted to the rows so far, none of which may be of no class. */
        double sharpness() {
            int n = labels.size();
            if (n < ReliabilityFigures.ENOUGH) {
                return 1;
            }
            double scale = n / weights.stream().mapToDouble(Double::doubleValue).sum();
            float[] all = new float[n * classes];
            for (int row = 0; row < n; row++) {
                System.arraycopy(probabilities.get(row), 0, all, row * classes, classes);
            }
            return Temperature.fit(
                    all,
                    classes,
                    labels.stream().mapToInt(Integer::intValue).toArray(),
                    weights.stream().mapToDouble(weight -> weight * scale).toArray());
        }

        List<JudgedRow> judged(double sharpness) {
            List<JudgedRow> judged = new ArrayList<>();
            for (int row = 0; row < labels.size(); row++) {
                float[] p = probabilities.get(row);
                Temperature.apply(p, 1, classes, sharpness);
                int best = Evaluation.mostProbable(p, 0, classes);
                judged.add(new JudgedRow(labels.get(row), best, p[best], weights.get(row)));
            }
            return judged;
        }
    }
}
