package io.clipstream.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HeldOutTest {
    @Test
    void holdsOneShotOfEachClassOut() {
        // Given 6 classes of 4 shots
        SupportSet support = new Synthetic(1, 6, 8, 1).shots(4, 1);
        // When one of each is held out
        int[] parts = HeldOut.parts(support, 6, 5);
        // Then it is one of each, and the others are kept
        int[] held = held(support, parts);
        assertThat(IntStream.of(held).map(row -> support.shots().get(row).label()))
                .containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5);
        assertThat(parts).hasSize(24).containsOnly(HeldOut.HELD, HeldOut.KEPT);
        // And another seed holds others out
        assertThat(held(support, HeldOut.parts(support, 6, 6))).isNotEqualTo(held);
    }

    @Test
    void leavesAClassItsOnlyShot() {
        // Given a class with one shot and one with two
        List<Shot> shots = List.of(shot("a", 0, null), shot("b", 1, null), shot("c", 1, null));
        int[] parts = HeldOut.parts(new SupportSet(shots), 2, 5);
        assertThat(parts[0]).isEqualTo(HeldOut.KEPT);
        assertThat(IntStream.of(parts[1], parts[2])).containsExactlyInAnyOrder(HeldOut.HELD, HeldOut.KEPT);
    }

    @Test
    void trainsOnNothingOfASourceThatIsHeldOut() {
        // Given a class whose shots are two bursts of three
        List<Shot> shots = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            shots.add(shot("shot-" + i, 0, i < 3 ? "burst-1" : "burst-2"));
        }
        SupportSet support = new SupportSet(shots);
        // When one shot is held out
        int[] parts = HeldOut.parts(support, 1, 5);
        // Then the two others of its burst are in neither part, and the other burst is kept
        assertThat(parts).containsOnlyOnce(HeldOut.HELD);
        assertThat(Arrays.stream(parts).filter(part -> part == HeldOut.NEITHER)).hasSize(2);
        String burst = support.shots().get(held(support, parts)[0]).source();
        for (int row = 0; row < 6; row++) {
            boolean same = support.shots().get(row).source().equals(burst);
            assertThat(parts[row] == HeldOut.KEPT).isEqualTo(!same);
        }
    }

    private static int[] held(SupportSet support, int[] parts) {
        return IntStream.range(0, support.size())
                .filter(row -> parts[row] == HeldOut.HELD)
                .toArray();
    }

    private static Shot shot(String id, int label, String source) {
        return new Shot(id, label, new float[] {1, 0}, true, 1, source);
    }
}
