package io.clipstream.adapter;

/**
 * What stands for the class rows where a task has no texts: the mean feature of each class's shots, of length 1.
 *
 * <p>A class without a shot keeps a row of zeros: its logit is 0 where any class with a shot has s times a cosine, so that it
 * is hardly ever predicted. Source: Snell et al., "Prototypical Networks for Few-shot Learning", 2017.
 */
final class Prototypes {
    /** Tensor of the class rows that stand for {@code text} where a task has none, [K, D]. */
    static final String BASE = "base";

    private Prototypes() {}

    /** The head itself where it has texts, otherwise one whose rows are the prototypes of these shots. */
    static ClassHead head(ClassHead head, SupportSet support) {
        if (head.hasText()) {
            return head;
        }
        int d = head.dimension();
        double[] sums = new double[head.classes() * d];
        for (Shot shot : support.shots()) {
            for (int i = 0; i < d; i++) {
                sums[shot.label() * d + i] += (double) shot.weight() * shot.feature()[i];
            }
        }
        float[] rows = new float[sums.length];
        for (int c = 0; c < head.classes(); c++) {
            double square = 0;
            for (int i = c * d; i < (c + 1) * d; i++) {
                square += sums[i] * sums[i];
            }
            for (int i = c * d; i < (c + 1) * d && square > 0; i++) {
                rows[i] = (float) (sums[i] / Math.sqrt(square));
            }
        }
        Tensor base = new Tensor(new int[] {head.classes(), d}, rows);
        return new ClassHead(head.labels(), head.revision(), head.modelId(), base, head.logitScale());
    }

    /** The head that an artifact's method builds on: its {@value #BASE} rows if it has any, otherwise its texts. */
    static float[] rows(CheckedArtifact checked) throws InvalidAdapterException {
        String name = checked.has(BASE) ? BASE : ZeroShot.TEXT;
        return checked.matrix(name, checked.classes(), checked.dimension());
    }
}
