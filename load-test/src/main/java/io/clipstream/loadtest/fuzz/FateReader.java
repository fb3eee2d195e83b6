package io.clipstream.loadtest.fuzz;

import io.clipstream.app.client.Deployment;
import io.clipstream.app.run.Role;
import io.clipstream.loadtest.fuzz.Sent.Place;
import io.clipstream.schemas.Coordinates;
import io.clipstream.schemas.Prediction;
import io.clipstream.topology.LetterHeaders;
import io.clipstream.topology.SelectMark;
import io.clipstream.topology.TaskKeys;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;

/** Reads where records end: dead letters, predictions, and the state of the learning roles; one thread. */
final class FateReader implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);

    private final Deployment deployment;
    private final FuzzLedger ledger;
    private final Consumer<byte[], byte[]> consumer;
    private final String predictions;
    private final String letters;
    private final String buffer;

    FateReader(Deployment deployment, FuzzLedger ledger) {
        this.deployment = deployment;
        this.ledger = ledger;
        this.predictions = deployment.topics().predictions().name();
        this.letters = deployment.topics().deadLetters().name();
        this.buffer = deployment.topics().fewShotBuffer().name();
        String prefix = deployment.config().applicationPrefix();
        this.consumer = deployment.clients().reader();
        List<TopicPartition> partitions = List.of(
                        predictions,
                        letters,
                        buffer,
                        prefix + Role.COLLECT.id() + "-live-corrections-changelog",
                        prefix + Role.RETRAIN.id() + "-retrain-commands-changelog")
                .stream()
                .flatMap(topic -> consumer.partitionsFor(topic).stream())
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** Reads on for a moment; how many records came. */
    int read() {
        int count = 0;
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
            count++;
            if (record.topic().equals(predictions)) {
                prediction(record);
            } else if (record.topic().equals(letters)) {
                letter(record);
            } else if (record.topic().equals(buffer)) {
                mark(record);
            } else if (record.key() != null) {
                ledger.taken(new String(record.key(), StandardCharsets.UTF_8));
            }
        }
        return count;
    }

    private void prediction(ConsumerRecord<byte[], byte[]> record) {
        try {
            Prediction prediction =
                    deployment.topics().predictions().values().deserializer().deserialize("", record.value());
            if (prediction != null) {
                Coordinates image = prediction.getImage();
                ledger.prediction(
                        new Place(image.getTopic(), image.getPartition(), image.getOffset()),
                        new Place(record.topic(), record.partition(), record.offset()));
            }
        } catch (SerializationException e) {
            // One of ours.
            return;
        }
    }

    private void letter(ConsumerRecord<byte[], byte[]> record) {
        String topic = LetterHeaders.text(record.headers(), LetterHeaders.TOPIC);
        int partition = Integer.parseInt(LetterHeaders.text(record.headers(), LetterHeaders.PARTITION));
        long offset = Long.parseLong(LetterHeaders.text(record.headers(), LetterHeaders.OFFSET));
        ledger.letter(
                new Place(topic, partition, offset),
                LetterHeaders.text(record.headers(), LetterHeaders.STAGE) + " "
                        + LetterHeaders.text(record.headers(), LetterHeaders.REASON),
                LetterHeaders.text(record.headers(), LetterHeaders.OMITTED) == null,
                Arrays.hashCode(record.key()),
                Arrays.hashCode(record.value()));
    }

    /** What select says of a command that it has carried out. */
    private void mark(ConsumerRecord<byte[], byte[]> record) {
        if (record.key() != null && record.value() == null) {
            SelectMark.of(record.headers())
                    .ifPresent(mark -> ledger.taken(
                            TaskKeys.within(new String(record.key(), StandardCharsets.UTF_8), mark.commandId())));
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
