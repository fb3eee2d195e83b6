package io.clipstream.topology;

import io.clipstream.testing.Patience;
import io.clipstream.testing.Stack;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Collects the committed records of a topic. */
final class ScoreReader<V> implements AutoCloseable {
    private final KafkaConsumer<String, V> consumer;
    private final List<ConsumerRecord<String, V>> records = new ArrayList<>();

    ScoreReader(Stack stack, String topic, Deserializer<V> values) {
        consumer = stack.consumer(new StringDeserializer(), values);
        consumer.subscribe(List.of(topic));
    }

    static ScoreReader<byte[]> bytes(Stack stack, String topic) {
        return new ScoreReader<>(stack, topic, new ByteArrayDeserializer());
    }

    List<ConsumerRecord<String, V>> records() {
        return records;
    }

    /** Reads until the condition holds. */
    void until(BooleanSupplier condition) {
        Patience.await().pollInSameThread().pollInterval(Duration.ofMillis(1)).until(() -> {
            consumer.poll(Duration.ofMillis(50)).forEach(records::add);
            return condition.getAsBoolean();
        });
    }

    /** Reads for so long, to see what should not come. */
    void during(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            consumer.poll(Duration.ofMillis(50)).forEach(records::add);
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
