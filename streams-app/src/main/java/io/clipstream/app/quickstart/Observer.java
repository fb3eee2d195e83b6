package io.clipstream.app.quickstart;

import io.clipstream.app.client.Deployment;
import io.clipstream.app.client.Refusals;
import io.clipstream.app.client.TopicReader;
import io.clipstream.schemas.AdapterVersion;
import io.clipstream.schemas.Prediction;
import io.clipstream.schemas.Promotion;
import io.clipstream.topology.SourcePosition;
import io.clipstream.topology.Topic;
import io.clipstream.topology.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Watches the topics from outside, as any reader of committed records would, on a thread of its own. */
final class Observer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Observer.class);
    private static final Duration SLICE = Duration.ofMillis(100);

    /** Hears what the observer sees; called on its thread. */
    interface Watcher {
        void image(String id);

        void prediction(String id, Prediction prediction, SourcePosition position, long nanos);

        void deadLetter(String sourceTopic, String id, String reason);

        void version(AdapterVersion version);

        void promotion(Promotion promotion);
    }

    private final Topics topics;
    private final Watcher watcher;
    private final TopicReader reader;
    private final Map<String, Consumer<ConsumerRecord<byte[], byte[]>>> handlers;
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final Thread thread = new Thread(this::run, "quickstart-observer");

    Observer(Deployment deployment, Watcher watcher) {
        this.topics = deployment.topics();
        this.watcher = watcher;
        this.reader = new TopicReader(deployment.clients());
        this.handlers = Map.of(
                topics.images().name(), record -> watcher.image(key(record)),
                topics.predictions().name(), this::prediction,
                topics.deadLetters().name(), this::deadLetter,
                topics.adapters().name(), this::adapter,
                topics.promotions().name(), this::promotion);
        thread.setDaemon(true);
    }

    /** Reads what is there already, then goes on by itself. */
    void start() {
        reader.fromBeginning(handlers.keySet().toArray(String[]::new));
        reader.drain(this::see);
        thread.start();
    }

    private void run() {
        try {
            while (!stopped.get()) {
                reader.await(SLICE, record -> {
                    see(record);
                    return false;
                });
            }
        } catch (WakeupException e) {
            LOG.debug("The observer was woken to end");
        } catch (RuntimeException e) {
            LOG.error("The observer sees no more: {}", e.getMessage(), e);
        } finally {
            reader.close();
        }
    }

    private void see(ConsumerRecord<byte[], byte[]> record) {
        if (record.key() != null && record.value() != null) {
            handlers.get(record.topic()).accept(record);
        }
    }

    private void prediction(ConsumerRecord<byte[], byte[]> record) {
        Prediction prediction = decode(topics.predictions(), record);
        if (prediction != null) {
            SourcePosition position =
                    new SourcePosition(record.topic(), record.partition(), record.offset(), record.timestamp());
            watcher.prediction(key(record), prediction, position, System.nanoTime());
        }
    }

    private void deadLetter(ConsumerRecord<byte[], byte[]> record) {
        watcher.deadLetter(Refusals.header(record, "clipstream.topic"), key(record), Refusals.reason(record));
    }

    private void adapter(ConsumerRecord<byte[], byte[]> record) {
        var adapter = decode(topics.adapters(), record);
        if (adapter != null && adapter.getContent() instanceof AdapterVersion version) {
            watcher.version(version);
        }
    }

    private void promotion(ConsumerRecord<byte[], byte[]> record) {
        Promotion promotion = decode(topics.promotions(), record);
        if (promotion != null) {
            watcher.promotion(promotion);
        }
    }

    private static <T> T decode(Topic<T> topic, ConsumerRecord<byte[], byte[]> record) {
        try {
            return topic.values().deserializer().deserialize(record.topic(), record.value());
        } catch (SerializationException e) {
            LOG.warn(
                    "{} at {}-{} cannot be read: {}",
                    topic.name(),
                    record.partition(),
                    record.offset(),
                    e.getMessage());
            return null;
        }
    }

    private static String key(ConsumerRecord<byte[], byte[]> record) {
        return new String(record.key(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        stopped.set(true);
        try {
            thread.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
