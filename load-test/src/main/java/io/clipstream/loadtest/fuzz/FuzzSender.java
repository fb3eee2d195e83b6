package io.clipstream.loadtest.fuzz;

import io.clipstream.app.client.Deployment;
import io.clipstream.loadtest.fuzz.Sent.Fate;
import io.clipstream.loadtest.fuzz.Sent.Place;
import io.clipstream.topology.TaskPartitioner;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends drafts and enters what the brokers took into the ledger; one thread. */
final class FuzzSender implements AutoCloseable {
    private final Deployment deployment;
    private final Random random;
    private final Oracle oracle;
    private final FuzzLedger ledger;
    private final KafkaProducer<byte[], byte[]> producer;
    private final AtomicLong refused = new AtomicLong();

    FuzzSender(Deployment deployment, Random random, FuzzLedger ledger) {
        this.deployment = deployment;
        this.random = random;
        this.oracle = new Oracle(deployment);
        this.ledger = ledger;
        Map<String, Object> properties = deployment.config().kafka().client("producer");
        properties.put("acks", "all");
        properties.put("linger.ms", "5");
        properties.put("max.request.size", 16 * 1024 * 1024);
        this.producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    void send(Draft draft) {
        String topic = draft.target().topic(deployment.topics()).name();
        int partitions = draft.target().topic(deployment.topics()).partitions();
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                topic, partition(draft, partitions), draft.timestamp(), draft.key(), draft.value(), draft.headers());
        Oracle.Expected expected = oracle.expected(draft.target(), draft.key(), draft.value());
        Fate fate = draft.neighbour() ? Fate.NEIGHBOUR : expected.fate();
        int keyHash = Arrays.hashCode(draft.key());
        int valueHash = Arrays.hashCode(draft.value());
        producer.send(record, (done, error) -> {
            if (error == null) {
                Place place = new Place(topic, done.partition(), done.offset());
                ledger.sent(new Sent(place, draft.how(), keyHash, valueHash, fate, expected.trace()));
            } else {
                refused.incrementAndGet();
            }
        });
    }

    /** Everything of a task into its partition, as all who write there do; the rest anywhere. */
    private int partition(Draft draft, int partitions) {
        boolean byTask = draft.target() != Target.IMAGES
                && draft.target() != Target.CORRECTIONS
                && draft.target() != Target.PREDICTIONS;
        if (!byTask || draft.key() == null) {
            return random.nextInt(partitions);
        }
        String key = new String(draft.key(), StandardCharsets.UTF_8);
        int slash = key.indexOf('/');
        return TaskPartitioner.partition(slash < 0 ? key : key.substring(0, slash), partitions);
    }

    void flush() {
        producer.flush();
    }

    /** Records that the brokers did not take. */
    long refused() {
        return refused.get();
    }

    @Override
    public void close() {
        producer.close();
    }
}
