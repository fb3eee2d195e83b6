package io.clipstream.app.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.app.client.Deployment;
import io.clipstream.app.config.ConfigLoader;
import io.clipstream.app.config.ConfigSources;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest {
    private static final long MEGABYTE = 1 << 20;

    @Test
    void theDefaultsFitIntoHalfAGigabyte() {
        // Given, When
        MemoryBudget budget = budget(512 * MEGABYTE);

        // Then
        assertThat(budget.warning()).isEmpty();
        assertThat(budget.needed()).isLessThan(512 * MEGABYTE);
    }

    @Test
    void saysWhatToChangeWhereManyPartitionsOfLargeImagesDoNotFit() {
        // Given 60 partitions, of each of which 8 MB may be read ahead and 8 MB queued
        MemoryBudget budget = budget(1024 * MEGABYTE, "topics.partitions=60");

        // When
        String warning = budget.warning().orElseThrow();

        // Then
        assertThat(warning)
                .contains("heap of 1024 MB")
                .contains("read ahead by the consumer: 480")
                .contains("queued by Kafka Streams: 480")
                .contains("score.in.flight.bytes): 64")
                .contains("-Xmx");
    }

    @Test
    void countsWhatIsGivenToKafkaStreams() {
        // Given
        MemoryBudget defaults = budget(1024 * MEGABYTE);

        // When
        MemoryBudget given = budget(
                1024 * MEGABYTE,
                "kafka.buffered.records.per.partition=10",
                "kafka.main.consumer.max.partition.fetch.bytes=16777216",
                "score.stream.threads=2");

        // Then 6 partitions have 8 MB more in each place and ten records more in the queue, and there is one more
        // producer
        assertThat(given.needed() - defaults.needed()).isEqualTo((6 * (8 + 8 + 80) + 32) * MEGABYTE);
    }

    private static MemoryBudget budget(long heap, String... pairs) {
        Deployment deployment = Deployment.of(ConfigLoader.load(new ConfigSources().flags(List.of(pairs))));
        return MemoryBudget.of(deployment, StreamsSettings.score(deployment.config()), heap);
    }
}
