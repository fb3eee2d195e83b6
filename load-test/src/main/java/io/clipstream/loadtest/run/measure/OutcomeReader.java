package io.clipstream.loadtest.run.measure;

import io.clipstream.app.client.Deployment;
import io.clipstream.loadtest.run.traffic.ImageIds;
import io.clipstream.schemas.Coordinates;
import io.clipstream.schemas.Prediction;
import io.clipstream.topology.LetterHeaders;
import io.clipstream.topology.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;

/**
 * Reads committed predictions and dead letters of one run's images and enters them into its account.
 *
 * <p>The constructor places the reader at the end of every partition before it returns, so that nothing sent afterwards is
 * missed. {@link #run()} belongs to one thread; {@link #stop()} may be called from another.
 */
final class OutcomeReader implements Runnable {
    private final Topics topics;
    private final ImageIds ids;
    private final long warmUp;
    private final Ledger ledger;
    private final StageTimes stages;
    private final Labeller labeller;
    private final Consumer<byte[], byte[]> consumer;
    private volatile long refusedLabels;

    /**
     * @param warmUp first images of the run whose stages are not measured
     * @param labeller sees the predictions; null where nobody does
     */
    OutcomeReader(
            Deployment deployment, ImageIds ids, long warmUp, Ledger ledger, StageTimes stages, Labeller labeller) {
        this.topics = deployment.topics();
        this.ids = ids;
        this.warmUp = warmUp;
        this.ledger = ledger;
        this.stages = stages;
        this.labeller = labeller;
        this.consumer = deployment.clients().reader();
        List<TopicPartition> partitions = Stream.of(topics.predictions(), topics.deadLetters())
                .flatMap(topic -> consumer.partitionsFor(topic.name()).stream())
                .map(info -> new TopicPartition(info.topic(), info.partition()))
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
                long nanos = System.nanoTime();
                Instant now = Instant.now();
                for (ConsumerRecord<byte[], byte[]> record : records) {
                    long index =
                            record.key() == null ? -1 : ids.index(new String(record.key(), StandardCharsets.UTF_8));
                    if (index >= 0) {
                        enter(record, index, nanos, now);
                    }
                }
            }
        } catch (WakeupException closed) {
            // The only way out, from stop().
        }
    }

    private void enter(ConsumerRecord<byte[], byte[]> record, long index, long nanos, Instant now) {
        if (record.topic().equals(topics.predictions().name())) {
            Prediction prediction =
                    topics.predictions().values().deserializer().deserialize(record.topic(), record.value());
            Coordinates image = prediction.getImage();
            ledger.predicted(image.getPartition(), image.getOffset(), nanos);
            if (index >= warmUp) {
                stages.add(prediction, now);
            }
            if (labeller != null) {
                Coordinates place = new Coordinates(
                        record.topic(), record.partition(), record.offset(), Instant.ofEpochMilli(record.timestamp()));
                labeller.see(index, prediction.getTask(), place);
            }
        } else if (topics.images().name().equals(LetterHeaders.text(record.headers(), LetterHeaders.TOPIC))) {
            ledger.letter(
                    Integer.parseInt(LetterHeaders.text(record.headers(), LetterHeaders.PARTITION)),
                    Long.parseLong(LetterHeaders.text(record.headers(), LetterHeaders.OFFSET)),
                    LetterHeaders.text(record.headers(), LetterHeaders.REASON),
                    nanos);
        } else {
            refusedLabels++;
        }
    }

    /** Corrections of the run that became dead letters. */
    long refusedLabels() {
        return refusedLabels;
    }

    /** Ends {@link #run()}, which closes the consumer. */
    void stop() {
        consumer.wakeup();
    }
}
