package io.clipstream.loadtest.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ThroughputTest {
    @Test
    void countsEvenAnswersOverTime() {
        // Given an answer every 25 ms
        long[] millis = LongStream.range(0, 400).map(i -> 1_000 + 25 * i).toArray();

        assertThat(Throughput.perSecond(millis, 39, 359)).isCloseTo(40, within(1e-9));
    }

    @Test
    void isTheSameWhereverInABurstTheCountBegins() {
        // Given 32 answers at once every 800 ms, spread over a few milliseconds
        long[] millis = LongStream.range(0, 640).map(i -> i / 32 * 800 + i % 4).toArray();

        // Then no part of a batch is counted for nothing
        for (int first = 64; first < 96; first++) {
            assertThat(Throughput.perSecond(millis, first, first + 320))
                    .as("from answer %d", first)
                    .isCloseTo(40, within(0.1));
        }
    }

    @Test
    void ordersTheAnswersByTheirTimes() {
        long[] millis = {300, 0, 200, 100, 400};

        assertThat(Throughput.perSecond(millis, 0, 4)).isCloseTo(10, within(1e-9));
    }

    @Test
    void isNoNumberWhereNoTimePassed() {
        assertThat(Throughput.perSecond(new long[] {5, 5, 5}, 0, 2)).isNaN();
    }
}
