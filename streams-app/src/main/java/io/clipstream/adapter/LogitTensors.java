package io.clipstream.adapter;

import java.util.Arrays;
import java.util.Map;

/**
 * The tensors of methods that add x V + b to zero-shot logits or put it in their place: how they are written and loaded.
 *
 * <p>Besides {@code text} [K, D]: {@code weights} V [D, K], {@code bias} b [K], and {@code seen} [K], 1 for classes with an
 * example and 0 for others. Classes without are left out (probability 0) where texts play no part; where no class has an
 * example the scores are zero-shot's.
 */
final class LogitTensors {
    static final String WEIGHTS = "weights";
    static final String BIAS = "bias";
    static final String SEEN = "seen";

    private LogitTensors() {}

    /** {@code weights} is [D, K], {@code bias} [K]. */
    static AdapterArtifact artifact(ClassHead head, String method, double[] weights, double[] bias, float[] seen) {
        int k = head.classes();
        return ZeroShot.artifact(
                head,
                method,
                Map.of(
                        ZeroShot.TEXT,
                        head.text(),
                        WEIGHTS,
                        new Tensor(new int[] {head.dimension(), k}, toFloats(weights)),
                        BIAS,
                        new Tensor(new int[] {k}, toFloats(bias)),
                        SEEN,
                        new Tensor(new int[] {k}, seen)));
    }

    /** {@code withText}: whether the method adds to zero-shot logits. */
    static Adapter load(AdapterArtifact artifact, String method, boolean withText) throws InvalidAdapterException {
        CheckedArtifact checked = new CheckedArtifact(artifact, method);
        int k = checked.classes();
        float[] text = checked.matrix(ZeroShot.TEXT, k, checked.dimension());
        float[] weights = checked.matrix(WEIGHTS, checked.dimension(), k);
        float[] bias = checked.matrix(BIAS, k);
        boolean[] seen = seen(checked.matrix(SEEN, k));
        if (!any(seen)) {
            return ZeroShot.head(checked);
        }
        boolean scored = withText && hasText(text);
        return new LogitHead(scored ? text : null, checked.logitScale(), weights, bias, scored ? all(k) : seen);
    }

    static float[] toFloats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    private static boolean[] seen(float[] values) throws InvalidAdapterException {
        boolean[] seen = new boolean[values.length];
        for (int c = 0; c < seen.length; c++) {
            if (values[c] != 0 && values[c] != 1) {
                throw new InvalidAdapterException(
                        "tensor '" + SEEN + "' has value " + values[c] + " for class " + c + ", expected 0 or 1");
            }
            seen[c] = values[c] == 1;
        }
        return seen;
    }

    private static boolean hasText(float[] text) {
        for (float value : text) {
            if (value != 0) {
                return true;
            }
        }
        return false;
    }

    private static boolean any(boolean[] values) {
        for (boolean value : values) {
            if (value) {
                return true;
            }
        }
        return false;
    }

    private static boolean[] all(int count) {
        boolean[] all = new boolean[count];
        Arrays.fill(all, true);
        return all;
    }
}
