package io.clipstream.app.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.testing.Patience;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.streams.KafkaStreams;
import org.junit.jupiter.api.Test;

class StreamThreadsTest {
    private final AtomicInteger asked = new AtomicInteger();

    @Test
    void startsAThreadElsewhereAfterItsPause() {
        // Given
        CountDownLatch here = new CountDownLatch(1);
        Thread me = Thread.currentThread();
        try (StreamThreads threads = new StreamThreads(
                Role.COLLECT,
                () -> {
                    assertThat(Thread.currentThread()).isNotSameAs(me);
                    here.countDown();
                    return Optional.of("StreamThread-2");
                },
                () -> KafkaStreams.State.RUNNING)) {
            // When
            threads.addAfter(Duration.ofMillis(1));

            // Then
            Patience.await().until(() -> here.getCount() == 0);
        }
    }

    @Test
    void startsNoneOnceItIsClosed() {
        StreamThreads threads = new StreamThreads(Role.COLLECT, this::add, () -> KafkaStreams.State.RUNNING);
        threads.addAfter(Duration.ofHours(1));

        threads.close();
        threads.addAfter(Duration.ZERO);

        assertThat(asked).hasValue(0);
    }

    private Optional<String> add() {
        asked.incrementAndGet();
        return Optional.of("StreamThread-2");
    }
}
