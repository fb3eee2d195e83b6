package io.clipstream.app.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.testing.Patience;
import io.clipstream.testing.Stack;
import io.clipstream.testing.StackExtension;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What Kafka Streams makes of the policy's answers. */
@ExtendWith(StackExtension.class)
class FaultPolicyIT {
    @TempDir
    private Path state;

    private final AtomicBoolean outage = new AtomicBoolean(true);
    private final BlockingQueue<Duration> pauses = new LinkedBlockingQueue<>();

    @Test
    void keepsNoTransactionOpenDuringAPauseAndGoesOnWithAnotherThread(Stack stack) throws Exception {
        String in = stack.prefix() + "in";
        String out = stack.prefix() + "out";
        FaultPolicy policy =
                new FaultPolicy(Role.COLLECT, 0, Duration.ofMinutes(5), System::nanoTime, () -> {}, pauses::add);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", stack.bootstrapServers()));
                KafkaStreams streams = new KafkaStreams(topology(in, out), settings(stack))) {
            admin.createTopics(List.of(new NewTopic(in, 1, (short) 1), new NewTopic(out, 1, (short) 1)))
                    .all()
                    .get();
            streams.setUncaughtExceptionHandler(policy);
            streams.start();
            // When an outage comes in the middle of a transaction that nobody times out
            send(stack, in);
            Patience.await().until(() -> !pauses.isEmpty());

            // Then it is ended though the pause is not over, and its thread is gone
            String application = stack.prefix() + "faults";
            Patience.await().untilAsserted(() -> {
                assertThat(admin.listTransactions().all().get())
                        .filteredOn(listed -> listed.transactionalId().startsWith(application))
                        .extracting(TransactionListing::state)
                        .doesNotContain(TransactionState.ONGOING);
                assertThat(Thread.getAllStackTraces().keySet())
                        .extracting(Thread::getName)
                        .noneMatch(name -> name.startsWith(application) && name.matches(".*-StreamThread-\\d+"));
            });
            assertThat(streams.state().isRunningOrRebalancing()).isTrue();

            // And when a thread comes after the outage, the record is processed
            outage.set(false);
            long before = end(admin, out, IsolationLevel.READ_COMMITTED);
            assertThat(streams.addStreamThread()).isPresent();
            Patience.await().untilAsserted(() -> assertThat(end(admin, out, IsolationLevel.READ_COMMITTED))
                    .isGreaterThan(before));
            assertThat(pauses).hasSize(1);
        }
    }

    private Topology topology(String in, String out) {
        return new Topology()
                .addSource("in", new ByteArrayDeserializer(), new ByteArrayDeserializer(), in)
                .addProcessor("fails", FailingProcessor::new, "in")
                .addSink("out", out, new ByteArraySerializer(), new ByteArraySerializer(), "fails");
    }

    /** Writes first, so that its transaction is open, and has it sent. */
    private final class FailingProcessor extends ContextualProcessor<byte[], byte[], byte[], byte[]> {
        @Override
        public void process(Record<byte[], byte[]> record) {
            context().forward(record);
            if (outage.get()) {
                throw new TimeoutException("no broker");
            }
        }
    }

    private Properties settings(Stack stack) {
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, stack.prefix() + "faults");
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, stack.bootstrapServers());
        settings.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 100);
        settings.put("consumer.auto.offset.reset", "earliest");
        settings.put("producer.transaction.timeout.ms", 900_000);
        settings.put("producer.linger.ms", 0);
        return settings;
    }

    private static void send(Stack stack, String topic) throws ExecutionException, InterruptedException {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", stack.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topic, new byte[] {1}, new byte[] {2}))
                    .get();
        }
    }

    private static long end(Admin admin, String topic, IsolationLevel level)
            throws ExecutionException, InterruptedException {
        TopicPartition partition = new TopicPartition(topic, 0);
        return admin.listOffsets(Map.of(partition, OffsetSpec.latest()), new ListOffsetsOptions(level))
                .partitionResult(partition)
                .get()
                .offset();
    }
}
