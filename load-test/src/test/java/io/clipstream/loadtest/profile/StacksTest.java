package io.clipstream.loadtest.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Reading collapsed stacks. */
class StacksTest {
    @Test
    void countsTheInnermostFramesOfThreadsThatDoTheSame() {
        // Given stacks of two decoders and of a compiler thread, in async-profiler's format, and a line that is none
        Stacks stacks = new Stacks();
        stacks.add("[clipstream-decode-0 tid=17];start_thread;io/x/Jpeg.decode_[j];io/x/Idct.block_[j] 3");
        stacks.add("[clipstream-decode-1 tid=18];start_thread;io/x/Jpeg.decode_[j];io/x/Idct.block_[j] 4");
        stacks.add("[clipstream-decode-1 tid=18];start_thread;io/x/Jpeg.decode_[j] 2");
        stacks.add("[C2 CompilerThre tid=9];PhaseChaitin::Split 1");
        stacks.add("# a comment");

        // When they are asked for
        // Then the decoders are one group, the busiest, and their frames are counted together
        assertThat(stacks.groups())
                .containsExactly(Map.entry("clipstream-decode-N", 9L), Map.entry("C2 CompilerThre", 1L));
        assertThat(stacks.top("clipstream-decode-N", 1)).containsExactly(Map.entry("io/x/Idct.block", 7L));
        assertThat(stacks.total()).isEqualTo(10);
    }

    @Test
    void leavesOutOfAThreadsNameWhatTellsItFromItsLike() {
        // Given names with numbers, ids and addresses
        // When groups are named
        // Then those of the same work are the same
        assertThat(ThreadGroups.of("clipstream-score-0f6d2b1e-9f0c-4a55-8f7c-1b2c3d4e5f60-StreamThread-2"))
                .isEqualTo("clipstream-score-ID-StreamThread-N");
        assertThat(ThreadGroups.of("network-thread-127.0.0.1:9092-3")).isEqualTo("network-thread-HOST-N");
        assertThat(ThreadGroups.of("G1 Conc#0")).isEqualTo("G1 Conc#N");
    }
}
