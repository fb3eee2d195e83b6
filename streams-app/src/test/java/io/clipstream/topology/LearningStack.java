package io.clipstream.topology;

import io.clipstream.schemas.AdapterRecord;
import io.clipstream.schemas.AdapterVersion;
import io.clipstream.serde.AvroSerdes;
import io.clipstream.testing.Patience;
import io.clipstream.testing.Stack;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Executor;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;

/** Topics, clients and the two learning roles of one test on a real broker. */
final class LearningStack implements AutoCloseable {
    /** Fits at once, on the stream thread. */
    static final Executor DIRECT = Runnable::run;

    private final Stack stack;
    private final Path folder;
    private final String prefix;
    private final Topics topics;
    private final Topics.SerdeFactory serdes;
    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaConsumer<String, byte[]> adapterReader;
    private final KafkaConsumer<byte[], byte[]> letterReader;
    private final RecordFetcher fetcher;
    private final List<AdapterRecord> adapters = new ArrayList<>();
    private final Map<String, AdapterVersion> retained = new TreeMap<>();
    private final List<String> letters = new ArrayList<>();
    private KafkaStreams collect;
    private KafkaStreams retrain;

    LearningStack(Stack stack, Path folder) {
        this.stack = stack;
        this.folder = folder;
        this.prefix = stack.prefix() + UUID.randomUUID().toString().substring(0, 4) + ".";
        this.serdes = new Topics.SerdeFactory() {
            @Override
            public <T extends SpecificRecord> Serde<T> of(Class<T> type) {
                return AvroSerdes.forRecord(type, Map.of("schema.registry.url", stack.registryUrl()));
            }
        };
        this.topics = Topics.of(prefix, new TopicSizes(2, 2, 1 << 20), serdes);
        for (Topic<?> topic : topics.all()) {
            stack.createTopic(topic.name().substring(stack.prefix().length()), topic.partitions(), topic.settings());
        }
        this.producer = stack.producer(new ByteArraySerializer(), new ByteArraySerializer());
        this.adapterReader = stack.consumer(new StringDeserializer(), new ByteArrayDeserializer());
        this.letterReader = stack.consumer(new ByteArrayDeserializer(), new ByteArrayDeserializer());
        adapterReader.subscribe(List.of(topics.adapters().name()));
        letterReader.subscribe(List.of(topics.deadLetters().name()));
        this.fetcher =
                new KafkaRecordFetcher(Map.of("bootstrap.servers", stack.bootstrapServers()), Duration.ofSeconds(10));
    }

    Topics topics() {
        return topics;
    }

    void startCollect() {
        collect = start(
                "collect", CollectTopology.build(topics, CollectConfig.defaults(), serdes, fetcher, Clock.systemUTC()));
    }

    void startRetrain(Executor executor) {
        retrain = start(
                "retrain",
                RetrainTopology.build(
                        topics,
                        RetrainConfig.defaults(),
                        serdes,
                        new TestHeads(LearningRecords.MODEL, executor),
                        new RetrainExecutors(executor, executor, executor),
                        Clock.systemUTC()));
    }

    void stopCollect() {
        stop(collect);
    }

    void stopRetrain() {
        stop(retrain);
    }

    private static void stop(KafkaStreams streams) {
        // As the application does it; without leaving, the next member waits for the session's end.
        streams.close(CloseOptions.timeout(Patience.LIMIT)
                .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
    }

    <T extends SpecificRecord> void send(Topic<T> topic, String key, T value) {
        sendRaw(topic.name(), key, topic.values().serializer().serialize(topic.name(), value));
    }

    void sendRaw(String topic, String key, byte[] value) {
        producer.send(new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), value));
        producer.flush();
    }

    /** All good records of the adapters topic so far. */
    List<AdapterRecord> adapters() {
        for (ConsumerRecord<String, byte[]> record : adapterReader.poll(Duration.ofMillis(5))) {
            if (record.value() == null) {
                retained.remove(record.key());
            } else if (record.value()[0] == 0) {
                AdapterRecord adapter =
                        topics.adapters().values().deserializer().deserialize(record.topic(), record.value());
                adapters.add(adapter);
                if (adapter.getContent() instanceof AdapterVersion version) {
                    retained.put(record.key(), version);
                }
            }
        }
        return adapters;
    }

    /** The versions that are there and have not been taken away, by key. */
    Map<String, AdapterVersion> retained() {
        adapters();
        return retained;
    }

    List<AdapterVersion> versions() {
        return adapters().stream()
                .filter(record -> record.getContent() instanceof AdapterVersion)
                .map(record -> (AdapterVersion) record.getContent())
                .toList();
    }

    /** Where the roles stand and what was refused, for a failure's message. */
    String describe() {
        List<String> told = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : letterReader.poll(Duration.ofSeconds(2))) {
            told.add(header(record, "clipstream.stage") + " " + header(record, "clipstream.message"));
        }
        return "collect " + collect.state() + ", retrain " + (retrain == null ? "none" : retrain.state())
                + ", dead letters " + told;
    }

    /** Stage and reason of all dead letters so far. */
    List<String> deadLetters() {
        for (ConsumerRecord<byte[], byte[]> record : letterReader.poll(Duration.ofMillis(200))) {
            letters.add(header(record, "clipstream.stage") + " " + header(record, "clipstream.reason"));
        }
        return letters;
    }

    @Override
    public void close() {
        if (collect != null) {
            stopCollect();
        }
        if (retrain != null) {
            stopRetrain();
        }
        fetcher.close();
        producer.close();
        adapterReader.close();
        letterReader.close();
    }

    private KafkaStreams start(String role, Topology topology) {
        Properties settings = new Properties();
        settings.putAll(new LearningStreamsSettings(
                        prefix + role,
                        stack.bootstrapServers(),
                        folder.resolve(role).toString(),
                        1,
                        1,
                        1 << 20,
                        Map.of())
                .toMap());
        KafkaStreams streams = new KafkaStreams(topology, settings);
        streams.start();
        return streams;
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
