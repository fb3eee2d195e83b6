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

    @Test
    void leavesOutTheTimeBeforeThePartitionThatBeginsLast() {
        // Given a partition from its beginning, and the last records of two others
        List<RecordCommand.Arrival> arrivals = List.of(
                new RecordCommand.Arrival(0, 0, 5_000),
                new RecordCommand.Arrival(0, 1, 9_000),
                new RecordCommand.Arrival(1, 70, 1_000),
                new RecordCommand.Arrival(1, 71, 6_000),
                new RecordCommand.Arrival(2, 900, 4_000),
                new RecordCommand.Arrival(2, 901, 7_000));

        // When, then nothing is told of the time in which one of them is missing
        assertThat(RecordCommand.whole(arrivals)).containsExactlyInAnyOrder(4_000L, 5_000L, 6_000L, 7_000L, 9_000L);
    }
}
