package io.clipstream.app.letters;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class LetterLogTest {
    private static final TopicPartition PARTITION = new TopicPartition(Letters.TOPIC, 0);

    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
    private final List<ConsumerRecord<byte[], byte[]>> seen = new ArrayList<>();

    @Test
    void handsOverWhatWasThereAtTheStartAndNothingThatCameLater() {
        // Given three letters, the third of which came after the ends were taken
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
        consumer.schedulePollTask(() -> List.of(0L, 1L, 2L).forEach(id -> consumer.addRecord(Letters.letter(id, id))));
        // When
        Map<TopicPartition, Long> unread = scan(Map.of(PARTITION, 2L), Duration.ofMinutes(1));
        // Then
        assertThat(seen).extracting(ConsumerRecord::offset).containsExactly(0L, 1L);
        assertThat(unread).isEmpty();
    }

    @Test
    void saysWhatAnOpenTransactionHides() {
        // Given a topic whose end is beyond what can be read
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
        consumer.schedulePollTask(() -> consumer.addRecord(Letters.letter(0, 0)));
        // When
        Map<TopicPartition, Long> unread = scan(Map.of(PARTITION, 5L), Duration.ofMillis(20));
        // Then
        assertThat(seen).hasSize(1);
        assertThat(unread).containsExactly(Map.entry(PARTITION, 1L));
    }

    @Test
    void readsNothingFromAnEmptyTopic() {
        consumer.updateBeginningOffsets(Map.of(PARTITION, 7L));
        assertThat(scan(Map.of(PARTITION, 7L), Duration.ofMinutes(1))).isEmpty();
        assertThat(seen).isEmpty();
    }

    private Map<TopicPartition, Long> scan(Map<TopicPartition, Long> ends, Duration patience) {
        try (LetterLog log = new LetterLog(consumer)) {
            return log.scan(ends, null, patience, seen::add);
        }
    }
}
