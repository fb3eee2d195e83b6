package io.clipstream.topology;

import io.clipstream.adapter.Gate;
import io.clipstream.adapter.PairedComparison;
import java.nio.ByteBuffer;
import java.util.Map;

/**
 * How right the versions in use were on the latest audited images, each judged by what was predicted before anybody spoke of
 * it, and plain CLIP on the same ones; immutable.
 *
 * <p>Prequential evaluation as in Dawid, "Statistical theory: the prequential approach", 1984, over a sliding window.
 */
final class RetrainPrequential {
    /** Images in the window. */
    static final int WINDOW = 200;

    private static final int CHAMPION = 1;
    private static final int ZERO_SHOT = 2;

    private final byte[] outcomes;

    private RetrainPrequential(byte[] outcomes) {
        this.outcomes = outcomes;
    }

    /** As it stands in a ledger. */
    static RetrainPrequential of(ByteBuffer ledger) {
        byte[] outcomes = new byte[ledger.remaining()];
        ledger.duplicate().get(outcomes);
        return new RetrainPrequential(outcomes);
    }

    /** With one image more; the oldest leaves where there are too many. */
    RetrainPrequential with(boolean championRight, boolean zeroShotRight) {
        int first = Math.max(0, outcomes.length + 1 - WINDOW);
        byte[] next = new byte[outcomes.length + 1 - first];
        System.arraycopy(outcomes, first, next, 0, next.length - 1);
        next[next.length - 1] = (byte) ((championRight ? CHAMPION : 0) | (zeroShotRight ? ZERO_SHOT : 0));
        return new RetrainPrequential(next);
    }

    /** For the ledger. */
    ByteBuffer bytes() {
        return ByteBuffer.wrap(outcomes.clone());
    }

    /** Whether the versions in use were significantly worse than plain CLIP on enough images. */
    boolean isWorse() {
        return outcomes.length >= Gate.MINIMUM_UNBIASED && comparison().worse();
    }

    /** Adds what the promotion log says of it. */
    void addTo(Map<String, Double> figures) {
        if (outcomes.length == 0) {
            return;
        }
        figures.put("prequentialLabels", (double) outcomes.length);
        if (outcomes.length >= Gate.MINIMUM_UNBIASED) {
            figures.put("prequentialAccuracy", share(CHAMPION));
            figures.put("prequentialZeroShotAccuracy", share(ZERO_SHOT));
        }
    }

    private double share(int flag) {
        int right = 0;
        for (byte outcome : outcomes) {
            right += (outcome & flag) == 0 ? 0 : 1;
        }
        return (double) right / outcomes.length;
    }

    private PairedComparison comparison() {
        boolean[] champion = new boolean[outcomes.length];
        boolean[] zeroShot = new boolean[outcomes.length];
        for (int i = 0; i < outcomes.length; i++) {
            champion[i] = (outcomes[i] & CHAMPION) != 0;
            zeroShot[i] = (outcomes[i] & ZERO_SHOT) != 0;
        }
        return PairedComparison.of(champion, zeroShot);
    }
}
