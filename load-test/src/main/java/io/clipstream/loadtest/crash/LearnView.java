package io.clipstream.loadtest.crash;

import io.clipstream.adapter.Digests;
import io.clipstream.adapter.HalfFloats;
import io.clipstream.adapter.Shot;
import io.clipstream.adapter.SupportSet;
import io.clipstream.adapter.UnlabelledSample;
import io.clipstream.app.client.Deployment;
import io.clipstream.app.client.TopicReader;
import io.clipstream.schemas.AdapterRecord;
import io.clipstream.schemas.AdapterVersion;
import io.clipstream.schemas.ChampionPointer;
import io.clipstream.schemas.Example;
import io.clipstream.schemas.Promotion;
import io.clipstream.schemas.SampledFeature;
import io.clipstream.topology.TaskKeys;
import io.clipstream.topology.Topics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What a careful reader sees of a deployment's learning: committed records, compacted where the topic is; one thread. */
final class LearnView implements AutoCloseable {
    /** From so many images on the default learner looks at them. */
    private static final int LEAST_SAMPLE = 100;

    private final Topics topics;
    private final TopicReader reader;
    private final Map<String, Example> buffer = new TreeMap<>();
    private final Map<String, SampledFeature> sample = new TreeMap<>();
    private final Map<String, List<String>> letters = new HashMap<>();
    private final Map<String, LearnHistory> histories = new TreeMap<>();

    LearnView(Deployment deployment) {
        this.topics = deployment.topics();
        this.reader = new TopicReader(deployment.clients());
        reader.fromBeginning(
                topics.fewShotBuffer().name(),
                topics.featureSample().name(),
                topics.adapters().name(),
                topics.promotions().name(),
                topics.deadLetters().name());
    }

    /** Reads on to the ends that the topics have now. */
    void read() {
        reader.drain(this::enter);
    }

    private void enter(ConsumerRecord<byte[], byte[]> record) {
        String key = new String(record.key(), StandardCharsets.UTF_8);
        String topic = record.topic();
        byte[] value = record.value();
        if (topic.equals(topics.fewShotBuffer().name())) {
            put(
                    buffer,
                    key,
                    value == null
                            ? null
                            : topics.fewShotBuffer().values().deserializer().deserialize(topic, value));
        } else if (topic.equals(topics.featureSample().name())) {
            put(
                    sample,
                    key,
                    value == null
                            ? null
                            : topics.featureSample().values().deserializer().deserialize(topic, value));
        } else if (topic.equals(topics.adapters().name())) {
            adapter(key, value);
        } else if (topic.equals(topics.promotions().name())) {
            Promotion line = topics.promotions().values().deserializer().deserialize(topic, value);
            history(line.getTask()).promotion(line);
        } else {
            letter(record);
        }
    }

    private static <T> void put(Map<String, T> map, String key, T value) {
        if (value == null) {
            map.remove(key);
        } else {
            map.put(key, value);
        }
    }

    private void adapter(String key, byte[] value) {
        LearnHistory history = history(TaskKeys.taskOf(key));
        if (value == null) {
            history.removed(Long.parseLong(TaskKeys.idOf(key)));
            return;
        }
        AdapterRecord record = topics.adapters()
                .values()
                .deserializer()
                .deserialize(topics.adapters().name(), value);
        if (record.getContent() instanceof AdapterVersion version) {
            history.version(version);
        } else {
            history.pointed((ChampionPointer) record.getContent());
        }
    }

    private void letter(ConsumerRecord<byte[], byte[]> record) {
        String from = header(record, "clipstream.topic");
        // Nothing but corrections may be refused; anything else is told by its place.
        String which = from.equals(topics.corrections().name())
                ? topics.corrections()
                        .values()
                        .deserializer()
                        .deserialize(from, record.value())
                        .getCorrectionId()
                        .toString()
                : from + " " + header(record, "clipstream.partition") + " " + header(record, "clipstream.offset");
        letters.computeIfAbsent(which, id -> new ArrayList<>()).add(header(record, "clipstream.reason"));
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    /** The few-shot buffer. */
    Map<String, Example> buffer() {
        return buffer;
    }

    /** The feature sample. */
    Map<String, SampledFeature> sample() {
        return sample;
    }

    /** The reasons of the dead letters, by the id of the correction. */
    Map<String, List<String>> letters() {
        return letters;
    }

    /** What became of a task's versions. */
    LearnHistory history(String task) {
        return histories.computeIfAbsent(task, t -> new LearnHistory());
    }

    /** Digest of a task's buffer, as its versions name it. */
    String bufferDigest(String task) {
        List<Shot> shots = new ArrayList<>();
        for (Example example : buffer.values()) {
            if (example.getTask().equals(task) && example.getLabel() != null && example.getTrains()) {
                int label = Integer.parseInt(example.getLabel().substring(1));
                shots.add(new Shot(
                        example.getImageId(),
                        label,
                        HalfFloats.readUnit(bytes(example.getFeature())),
                        false,
                        example.getAgreement(),
                        example.getSource()));
            }
        }
        return Digests.supportSet(new SupportSet(shots));
    }

    /** Digest of a task's feature sample, as its versions name it: empty where it is too small to be looked at. */
    String sampleDigest(String task) {
        List<UnlabelledSample.Row> rows = sample.values().stream()
                .filter(feature -> feature.getTask().equals(task))
                .map(feature -> new UnlabelledSample.Row(
                        feature.getImageId(), HalfFloats.readUnit(bytes(feature.getFeature()))))
                .toList();
        return rows.size() < LEAST_SAMPLE ? "" : new UnlabelledSample(rows).digest();
    }

    static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    @Override
    public void close() {
        reader.close();
    }
}
