package io.clipstream.app.letters;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PaceTest {
    private final AtomicLong now = new AtomicLong(1_000);
    private final Pace pace = pace(10);

    @Test
    void takesAsLongAsTheRateSays() {
        // Given ten a second
        // When fifty are done in batches of five, which themselves take no time
        for (int i = 0; i < 10; i++) {
            assertThat(pace.next()).isTrue();
            pace.count(pace.batch(100));
        }
        pace.next();
        // Then
        assertThat(now.get() - 1_000).isEqualTo(5_000_000_000L);
    }

    @Test
    void makesBatchesThatTheRateAllows() {
        assertThat(pace.batch(100)).isEqualTo(5);
        assertThat(pace(0.5).batch(100)).isEqualTo(1);
        assertThat(pace(100_000).batch(100)).isEqualTo(100);
        assertThat(pace(0).batch(100)).isEqualTo(100);
    }

    @Test
    void neverWaitsWithoutARate() {
        Pace free = pace(0);
        free.next();
        free.count(1_000_000);
        assertThat(free.next()).isTrue();
        assertThat(now).hasValue(1_000);
    }

    @Test
    void endsWhenItIsStopped() {
        pace.next();
        pace.count(5);
        pace.stop();
        assertThat(pace.next()).isFalse();
        assertThat(pace.isStopped()).isTrue();
    }

    private Pace pace(double rate) {
        return new Pace(rate, now::get, (stopped, nanos) -> now.addAndGet(nanos));
    }
}
