package io.clipstream.loadtest;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;

/**
 * Reads committed predictions and enters them into the ledger.
 *
 * <p>The constructor places the reader at the end of every partition before it returns, so that nothing sent afterwards is
 * missed. {@link #run()} belongs to one thread; {@link #stop()} may be called from another.
 */
final class PredictionReader implements Runnable {
    private final Consumer<byte[], byte[]> consumer;
    private final ImageIds ids;
    private final Ledger ledger;

    PredictionReader(Consumer<byte[], byte[]> consumer, String topic, ImageIds ids, Ledger ledger) {
        this.consumer = consumer;
        this.ids = ids;
        this.ledger = ledger;
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(p -> new TopicPartition(topic, p.partition()))
                .toList();
        consumer.assign(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        ends.forEach(consumer::seek);
    }

    @Override
    public void run() {
        try (consumer) {
            while (true) {
                var records = consumer.poll(Duration.ofMillis(100));
                long now = System.nanoTime();
                records.forEach(record -> {
                    long index =
                            record.key() == null ? -1 : ids.index(new String(record.key(), StandardCharsets.UTF_8));
                    if (index >= 0) {
                        ledger.received(index, now);
                    }
                });
            }
        } catch (WakeupException closed) {
            // The only way out, from stop().
        }
    }

    /** Ends {@link #run()}, which closes the consumer. */
    void stop() {
        consumer.wakeup();
    }
}
