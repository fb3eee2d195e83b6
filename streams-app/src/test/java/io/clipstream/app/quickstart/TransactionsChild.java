package io.clipstream.app.quickstart;

import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A process with a broker and producers in the middle of transactions, to be killed. */
final class TransactionsChild {
    static final List<String> TOPICS =
            IntStream.range(0, 6).mapToObj(i -> "transactions-" + i).toList();

    private static final int PRODUCERS = 8;
    /** Of each producer, before the process is worth killing. */
    private static final int TRANSACTIONS = 20;

    private TransactionsChild() {}

    public static void main(String[] args) throws Exception {
        EmbeddedBroker broker = EmbeddedBroker.start(Path.of(args[0]));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            Collection<String> there = admin.listTopics().names().get();
            admin.createTopics(TOPICS.stream()
                            .filter(topic -> !there.contains(topic))
                            .map(topic -> new NewTopic(topic, 1, (short) 1))
                            .toList())
                    .all()
                    .get();
        }
        CountDownLatch done = new CountDownLatch(PRODUCERS * TRANSACTIONS);
        for (int i = 0; i < PRODUCERS; i++) {
            String id = "writer-" + i;
            Thread thread = new Thread(() -> write(broker.bootstrapServers(), id, done), id);
            thread.setDaemon(true);
            thread.start();
        }
        done.await();
        ChildJvm.report(broker.bootstrapServers());
    }

    private static void write(String address, String id, CountDownLatch done) {
        Map<String, Object> settings = new HashMap<>(Map.of("bootstrap.servers", address));
        settings.put("transactional.id", id);
        settings.put("transaction.timeout.ms", 5_000);
        settings.put("retry.backoff.ms", 20);
        try (Producer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            while (true) {
                producer.beginTransaction();
                TOPICS.forEach(topic -> producer.send(new ProducerRecord<>(topic, new byte[10])));
                producer.commitTransaction();
                done.countDown();
            }
        }
    }
}
