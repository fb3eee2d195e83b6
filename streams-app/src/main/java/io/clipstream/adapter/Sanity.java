package io.clipstream.adapter;

/** Checks that an artifact can be served for a class head: it fits the head, loads, and gives probabilities. */
public final class Sanity {
    private static final int PROBES = 32;

    private Sanity() {}

    /**
     * Checks everything.
     *
     * @throws InvalidAdapterException with the first thing that is wrong
     */
    public static void check(AdapterArtifact candidate, ClassHead head) throws InvalidAdapterException {
        equal("modelId", candidate.modelId(), head.modelId());
        equal("class-list revision", candidate.revision(), head.revision());
        equal("labels", candidate.labels(), head.labels());
        equal("dimension", candidate.dimension(), head.dimension());
        equal("logitScale", candidate.logitScale(), head.logitScale());
        probe(AdapterMethods.load(candidate), head);
    }

    private static void equal(String field, Object actual, Object expected) throws InvalidAdapterException {
        if (!actual.equals(expected)) {
            throw new InvalidAdapterException(field + " is " + actual + ", expected " + expected);
        }
    }

    /** Tensors may be finite and yet overflow: the head's own rows, of length 1 like any feature, show it. */
    private static void probe(Adapter adapter, ClassHead head) throws InvalidAdapterException {
        int count = Math.min(PROBES, head.classes());
        float[] probabilities = new float[count * head.classes()];
        adapter.probabilities(head.text().values(), count, probabilities);
        for (int row = 0; row < count; row++) {
            double sum = 0;
            for (int c = 0; c < head.classes(); c++) {
                sum += probabilities[row * head.classes() + c];
            }
            if (!(Math.abs(sum - 1) < 1e-3)) {
                throw new InvalidAdapterException("probabilities sum to " + sum + " on the text weights of class '"
                        + head.labels().get(row) + "', expected 1");
            }
        }
    }
}
