package io.clipstream.topology;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class InFlightMemoryTest {
    private static final long BOUND = 32L << 20;

    private final InFlightMemory memory = new InFlightMemory(512, BOUND);

    @Test
    void expectsTheLargestOfTheLatestImages() {
        memory.seen(100_000);
        memory.seen(8_000_000);
        memory.seen(100_000);

        assertThat(memory.expected()).isBetween(7_000_000L, 8_000_000L);
    }

    @Test
    void forgetsAGiantThatCameLongAgo() {
        // Given one image as large as the bound, so that none may be read ahead
        memory.seen(BOUND);
        memory.hold(1);
        assertThat(memory.mayRead()).isFalse();

        // When a thousand small ones have come
        for (int i = 0; i < 1_000; i++) {
            memory.seen(100_000);
        }

        // Then small ones are expected
        assertThat(memory.expected()).isEqualTo(100_000);
        assertThat(memory.mayRead()).isTrue();
    }
}
