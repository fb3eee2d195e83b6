package io.clipstream.app.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TopicReaderTest {
    private static final String TOPIC = "predictions";
    private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
    private final TopicReader reader = new TopicReader(consumer);

    @BeforeEach
    void fourRecordsInOnePoll() {
        Node node = new Node(1, "localhost", 1);
        consumer.updatePartitions(
                TOPIC, List.of(new PartitionInfo(TOPIC, 0, node, new Node[] {node}, new Node[] {node})));
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
        consumer.updateEndOffsets(Map.of(PARTITION, 4L));
        reader.fromBeginning(TOPIC);
        for (int offset = 0; offset < 4; offset++) {
            consumer.addRecord(new ConsumerRecord<>(TOPIC, 0, offset, null, new byte[] {(byte) offset}));
        }
    }

    @Test
    void readsOnBehindWhatItFound() {
        // Given
        List<Long> seen = new ArrayList<>();

        // When the second record is found, and then the fourth
        boolean second = reader.await(PATIENCE, record -> seen.add(record.offset()) && record.offset() == 1);
        boolean fourth = reader.await(PATIENCE, record -> seen.add(record.offset()) && record.offset() == 3);

        // Then none was left out
        assertThat(second && fourth).isTrue();
        assertThat(seen).containsExactly(0L, 1L, 2L, 3L);
    }

    @Test
    void drainsWhatLiesBehindWhatItFound() {
        reader.await(PATIENCE, record -> record.offset() == 1);

        List<Long> rest = new ArrayList<>();
        reader.drain(record -> rest.add(record.offset()));

        assertThat(rest).containsExactly(2L, 3L);
    }

    @Test
    void givesUpAtTheEndOfItsTime() {
        assertThat(reader.await(Duration.ZERO, record -> false)).isFalse();
    }

    @Test
    void forgetsWhatItHasNotHandedOverWhenItBeginsAnew() {
        reader.await(PATIENCE, record -> record.offset() == 1);

        reader.fromNow(TOPIC);

        assertThat(reader.await(Duration.ZERO, record -> true)).isFalse();
    }
}
