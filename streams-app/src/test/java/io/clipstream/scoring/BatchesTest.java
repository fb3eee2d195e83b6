package io.clipstream.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchesTest {
    private static final EngineSettings SETTINGS =
            new EngineSettings(1, List.of(1, 2, 4, 8), Duration.ZERO, 64, 1_000_000);

    @Test
    void takesAllThatFillsABatchWhereWorkersShareADevice() {
        // Given
        Batches batches = batches(1, 7);

        // When, then
        assertThat(cut(batches)).containsExactly(4, 2, 1);
    }

    @Test
    void leavesOtherDevicesTheirShareOfWhatIsReady() {
        assertThat(cut(batches(2, 5))).containsExactly(2, 2, 1);
        assertThat(cut(batches(4, 5))).containsExactly(2, 1, 1, 1);
    }

    @Test
    void cutsWholeBatchesWhereThereIsEnoughForAllDevices() {
        // Given
        Batches batches = batches(2, 24);

        // When, then
        assertThat(cut(batches)).startsWith(8, 8);
    }

    private static Batches batches(int devices, int images) {
        Batches batches = new Batches(SETTINGS, new VersionRegistry(), devices);
        for (int i = 0; i < images; i++) {
            batches.add(new Pending(new ScoreRequest("lane", "task", ByteBuffer.allocate(1), 1)));
        }
        return batches;
    }

    /** Sizes of the batches until nothing is left. */
    private static List<Integer> cut(Batches batches) {
        List<Integer> sizes = new ArrayList<>();
        while (!batches.isEmpty()) {
            sizes.add(batches.cut().images().size());
        }
        return sizes;
    }
}
