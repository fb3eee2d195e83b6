package io.clipstream.loadtest.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RecordCommandTest {
    @Test
    void writesTheGapsOverAllPartitions() {
        // Given timestamps as they come, partition by partition
        List<Long> times = List.of(1_000L, 1_250L, 1_900L, 1_100L, 1_250L);

        // When, then they are put in order
        assertThat(RecordCommand.gaps(times)).containsExactly("0", "100", "150", "0", "650");
    }
}
