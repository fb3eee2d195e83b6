package io.clipstream.scoring;

import io.clipstream.adapter.Adapter;
import java.util.List;

/** Live versions whose probabilities tell which version made them. */
public final class SimulatedVersions {
    private SimulatedVersions() {}

    /** Two classes; the first has probability 1 / (1 + version). */
    public static LiveVersion live(String task, long version, long pointerOffset) {
        LoadedVersion loaded =
                new LoadedVersion(task, version, "model", List.of("a", "b"), constant(version), constant(0));
        return new LiveVersion(loaded, pointerOffset, new ReviewPolicy(5, 0.1f, 0));
    }

    public static float probabilityOf(long version) {
        return 1f / (1 + version);
    }

    private static Adapter constant(long version) {
        return new Adapter() {
            @Override
            public int classes() {
                return 2;
            }

            @Override
            public void probabilities(float[] features, int count, float[] probabilities) {
                for (int i = 0; i < count; i++) {
                    probabilities[2 * i] = probabilityOf(version);
                    probabilities[2 * i + 1] = 1 - probabilityOf(version);
                }
            }
        };
    }
}
