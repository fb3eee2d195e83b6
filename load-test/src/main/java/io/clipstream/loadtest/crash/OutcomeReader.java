package io.clipstream.loadtest.crash;

import io.clipstream.app.client.Deployment;
import io.clipstream.schemas.AdapterRecord;
import io.clipstream.schemas.AdapterVersion;
import io.clipstream.schemas.ChampionPointer;
import io.clipstream.schemas.Prediction;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads predictions, dead letters and adapters as a careful client does, committed ones only, and enters them into the
 * ledger; one thread, but for {@link #stop}.
 */
final class OutcomeReader implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(OutcomeReader.class);

    private final Consumer<byte[], byte[]> consumer;
    private final Deserializer<Prediction> values;
    private final Deserializer<AdapterRecord> versions;
    private final String predictions;
    private final String adapters;
    private final String images;
    private final CrashLedger ledger;
    private volatile long lastNanos = System.nanoTime();

    /** Reads from the beginning of all three topics. */
    OutcomeReader(Deployment deployment, CrashLedger ledger) {
        this.ledger = ledger;
        this.values = deployment.topics().predictions().values().deserializer();
        this.versions = deployment.topics().adapters().values().deserializer();
        this.predictions = deployment.topics().predictions().name();
        this.adapters = deployment.topics().adapters().name();
        this.images = deployment.topics().images().name();
        this.consumer = deployment.clients().reader();
        List<TopicPartition> partitions =
                List.of(adapters, predictions, deployment.topics().deadLetters().name()).stream()
                        .flatMap(topic -> consumer.partitionsFor(topic).stream())
                        .map(p -> new TopicPartition(p.topic(), p.partition()))
                        .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        partitions.forEach(consumer::position);
    }

    @Override
    public void run() {
        try (consumer) {
            while (true) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    enter(record);
                }
            }
        } catch (WakeupException closed) {
            LOG.debug("reader stopped");
        }
    }

    /** How long no answer has come. */
    Duration quiet() {
        return Duration.ofNanos(System.nanoTime() - lastNanos);
    }

    private void enter(ConsumerRecord<byte[], byte[]> record) {
        if (record.topic().equals(adapters)) {
            enterVersion(record);
            return;
        }
        lastNanos = System.nanoTime();
        int number =
                record.key() == null ? -1 : NumberedImages.number(new String(record.key(), StandardCharsets.UTF_8));
        if (record.topic().equals(predictions)) {
            enterPrediction(record, number, values.deserialize(record.topic(), record.value()));
        } else if (header(record, "clipstream.topic").equals(images)) {
            boolean right = NumberedImages.isBad(number)
                    && header(record, "clipstream.reason").equals("UNREADABLE_IMAGE");
            if (!right) {
                LOG.warn("image {} became a dead letter: {}", number, header(record, "clipstream.message"));
            }
            ledger.letter(
                    number,
                    Integer.parseInt(header(record, "clipstream.partition")),
                    Long.parseLong(header(record, "clipstream.offset")),
                    record.timestamp(),
                    right);
        }
    }

    private void enterVersion(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            return;
        }
        Object content = versions.deserialize(record.topic(), record.value()).getContent();
        if (content instanceof ChampionPointer pointer) {
            ledger.pointed(record.offset(), pointer.getVersion());
        } else if (content instanceof AdapterVersion version) {
            ledger.published(version.getVersion());
        }
    }

    private void enterPrediction(ConsumerRecord<byte[], byte[]> record, int number, Prediction prediction) {
        boolean right = number >= 0
                && !NumberedImages.isBad(number)
                && prediction.getTask().equals(Setup.TASK)
                && prediction.getModelId().equals(OneHotModel.MODEL_ID)
                && prediction.getImage().getTopic().equals(images);
        boolean asVersion = NumberedVersions.says(
                prediction.getAdapterVersion(), number % OneHotModel.CLASSES, prediction.getTop());
        if (!asVersion) {
            LOG.warn("image {} of version {}: {}", number, prediction.getAdapterVersion(), prediction.getTop());
        }
        ledger.predicted(new CrashLedger.Read(
                number,
                record.partition(),
                record.timestamp(),
                prediction.getImage().getPartition(),
                prediction.getImage().getOffset(),
                prediction.getAdapterVersion(),
                right,
                asVersion));
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }

    /** Ends {@link #run}, which closes the consumer. */
    void stop() {
        consumer.wakeup();
    }
}
