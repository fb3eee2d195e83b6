package io.clipstream.topology;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;

/** Drives a learning topology by hand: records in, wall clock forward, records out. */
final class LearningDriver implements AutoCloseable {
    private final TopologyTestDriver driver;
    private final Map<String, List<ConsumerRecord<byte[], byte[]>>> log = new HashMap<>();
    private final Map<String, TestOutputTopic<?, ?>> outputs = new HashMap<>();
    private final TestClock clock;
    private final Path folder;

    /** A clock that the test moves. */
    static class TestClock extends Clock {
        private Instant now = Instant.ofEpochSecond(1_000_000);

        @Override
        public Instant instant() {
            return now;
        }

        void advance(Duration time) {
            now = now.plus(time);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    LearningDriver(Topology topology, TestClock clock) {
        Properties settings = new Properties();
        this.folder = tempDir();
        settings.putAll(
                new LearningStreamsSettings("test", "none:1", folder.toString(), 1, 1, 1 << 20, Map.of()).toMap());
        this.clock = clock;
        this.driver = new TopologyTestDriver(topology, settings, clock.instant());
    }

    private static Path tempDir() {
        try {
            return Files.createTempDirectory("clipstream-learning-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    <T extends SpecificRecord> long send(Topic<T> topic, String key, T value) {
        return sendRaw(
                topic, key, value == null ? null : topic.values().serializer().serialize(topic.name(), value));
    }

    /** Writes bytes; returns the offset, which the driver counts in the same way. */
    long sendRaw(Topic<?> topic, String key, byte[] value) {
        return sendRaw(topic, key, value, new RecordHeaders());
    }

    long sendRaw(Topic<?> topic, String key, byte[] value, Headers headers) {
        return sendRaw(topic, key == null ? null : key.getBytes(StandardCharsets.UTF_8), value, headers);
    }

    long sendRaw(Topic<?> topic, byte[] keyBytes, byte[] value, Headers headers) {
        List<ConsumerRecord<byte[], byte[]>> records = log.computeIfAbsent(topic.name(), t -> new ArrayList<>());
        records.add(new ConsumerRecord<>(topic.name(), 0, records.size(), keyBytes, value));
        driver.createInputTopic(topic.name(), new ByteArraySerializer(), new ByteArraySerializer())
                .pipeInput(new TestRecord<>(keyBytes, value, headers, clock.instant()));
        return records.size() - 1;
    }

    /** The record at that place, as a fetcher finds it. */
    CompletableFuture<Optional<ConsumerRecord<byte[], byte[]>>> fetch(String topic, long offset) {
        List<ConsumerRecord<byte[], byte[]>> records = log.getOrDefault(topic, List.of());
        return CompletableFuture.completedFuture(
                offset < records.size() ? Optional.of(records.get((int) offset)) : Optional.empty());
    }

    void advance(Duration time) {
        clock.now = clock.now.plus(time);
        driver.advanceWallClockTime(time);
    }

    <T> List<TestRecord<String, T>> read(Topic<T> topic) {
        @SuppressWarnings("unchecked")
        TestOutputTopic<String, T> output = (TestOutputTopic<String, T>) outputs.computeIfAbsent(
                topic.name(),
                name -> driver.createOutputTopic(
                        name, new StringDeserializer(), topic.values().deserializer()));
        return output.readRecordsToList();
    }

    List<TestRecord<byte[], byte[]>> deadLetters(Topics topics) {
        return driver.createOutputTopic(
                        topics.deadLetters().name(), new ByteArrayDeserializer(), new ByteArrayDeserializer())
                .readRecordsToList();
    }

    /** Bytes of the largest record of a store's changelog since it was last asked. */
    int largestChange(String store) {
        return driver
                .createOutputTopic(
                        "test-" + store + "-changelog", new ByteArrayDeserializer(), new ByteArrayDeserializer())
                .readRecordsToList()
                .stream()
                .mapToInt(r -> r.key().length + (r.value() == null ? 0 : r.value().length))
                .max()
                .orElse(0);
    }

    static String reason(TestRecord<byte[], byte[]> letter) {
        return header(letter, "clipstream.stage") + " " + header(letter, "clipstream.reason");
    }

    static String header(TestRecord<byte[], byte[]> letter, String name) {
        return new String(letter.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        driver.close();
        try {
            Utils.delete(folder.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
