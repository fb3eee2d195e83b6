package io.clipstream.app.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.app.client.Deployment;
import io.clipstream.app.client.ImagePublisher;
import io.clipstream.app.client.RefusedException;
import io.clipstream.app.config.ConfigKeys;
import io.clipstream.app.config.ConfigLoader;
import io.clipstream.app.config.ConfigSources;
import io.clipstream.schemas.TaskClass;
import io.clipstream.schemas.TaskSpec;
import io.clipstream.testing.Patience;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DemoProducerTest {
    /** An image that cannot be read, one that no record holds, and the end. */
    private static final class BadImages implements ImageSource {
        private int asked;

        @Override
        public TaskSpec task() {
            return DemoTasks.of("pets", List.of(new TaskClass("cat", List.of(), List.of(), List.of())), List.of());
        }

        @Override
        public Optional<DemoImage> next() {
            return switch (asked++) {
                case 0 -> throw new RefusedException("cat/1.jpg cannot be read");
                case 1 -> Optional.of(new DemoImage("cat/2.jpg", "cat", new byte[70_000]));
                default -> Optional.empty();
            };
        }

        @Override
        public Optional<Integer> size() {
            return Optional.of(2);
        }

        @Override
        public Stream<byte[]> samples() {
            return Stream.empty();
        }
    }

    @Test
    void countsAndSaysWhatItCannotSend() {
        // Given records of at most 64 KiB, and a broker that is not needed for what cannot be sent
        Deployment deployment = Deployment.of(ConfigLoader.load(new ConfigSources()
                .set(ConfigKeys.BOOTSTRAP_SERVERS, "127.0.0.1:1", "test")
                .set(ConfigKeys.REGISTRY_URL, "mock://demo-producer", "test")
                .set(ConfigKeys.TOPICS_MAX_RECORD, 65_536, "test")));
        TruthBook book = new TruthBook();
        Remarks remarks = new Remarks();

        // When it sends them all
        try (DemoProducer producer =
                new DemoProducer(new BadImages(), new ImagePublisher(deployment), book, 40, remarks)) {
            producer.start();
            Patience.await().until(producer::isDone);

            // Then it came to the end, and both are counted and named
            assertThat(producer.isExhausted()).isTrue();
        }
        assertThat(book.notSent()).isEqualTo(2);
        assertThat(book.acknowledged()).isZero();
        assertThat(remarks.next()).contains("cat/1.jpg");
        assertThat(remarks.next()).contains("cat/2.jpg", "70000 bytes", "topics.max.record.bytes");
    }
}
