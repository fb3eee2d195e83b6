package io.clipstream.topology;

import io.clipstream.schemas.CollectedItem;
import io.clipstream.schemas.PendingCorrection;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.state.StoreBuilder;

/**
 * The collect role: joins corrections with their predictions by image id, then selects each task's examples.
 *
 * <pre>
 * corrections ─ intake ─► (by image id) ─ join ─┐
 *                         predictions  ─ join ──┴► (by task) ─ select ─► few-shot-buffer, feature-sample, review-queue
 *                                      tasks, commands ──────────┘
 * </pre>
 *
 * <p>Each of the three steps writes its own dead letters.
 */
public final class CollectTopology {
    static final String ACCEPTED = "accepted-corrections";
    static final String JOINED = "joined";
    static final String BUFFER = "to-few-shot-buffer";
    static final String SAMPLE = "to-feature-sample";
    static final String REVIEW = "to-review-queue";
    static final String INTAKE_DEAD_LETTERS = "intake-dead-letters";
    static final String JOIN_DEAD_LETTERS = "join-dead-letters";
    static final String SELECT_DEAD_LETTERS = "select-dead-letters";

    private static final String INTAKE = "intake";
    private static final String JOIN_CORRECTIONS = "join-corrections";
    private static final String JOIN_PREDICTIONS = "join-predictions";
    private static final String COLLECTED = "collected";
    private static final String SELECT = "select";

    private CollectTopology() {}

    /**
     * Builds the topology; nobody hears of its dead letters.
     *
     * @see #build(Topics, CollectConfig, Topics.SerdeFactory, RecordFetcher, PartitionCounts, Clock, LetterListener)
     */
    public static Topology build(
            Topics topics, CollectConfig config, Topics.SerdeFactory serdes, RecordFetcher fetcher, Clock clock) {
        return build(topics, config, serdes, fetcher, PartitionCounts.UNKNOWN, clock, LetterListener.NONE);
    }

    /**
     * Builds the topology.
     *
     * @param serdes for state and repartition records
     * @param fetcher reads predictions again; shared by all stream threads, closed by the caller
     * @param partitions of the topics as they are
     * @param clock wall clock for waiting times and dead letters; no choice of examples looks at it
     * @param letters hears of every dead letter
     */
    public static Topology build(
            Topics topics,
            CollectConfig config,
            Topics.SerdeFactory serdes,
            RecordFetcher fetcher,
            PartitionCounts partitions,
            Clock clock,
            LetterListener letters) {
        StreamsBuilder builder = new StreamsBuilder();
        String[] joinStores = names(CollectStores.join(serdes, config.predictionRetention()), builder);
        KStream<String, PendingCorrection> byImage = accepted(builder, topics, config, clock)
                .repartition(Repartitioned.<String, PendingCorrection>as("corrections-by-image")
                        .withKeySerde(Serdes.String())
                        .withValueSerde(serdes.of(PendingCorrection.class))
                        .withNumberOfPartitions(topics.predictions().partitions()));
        KStream<Object, Object> corrections = byImage.process(
                () -> new JoinCorrections(topics.predictions(), fetcher, config, clock),
                Named.as(JOIN_CORRECTIONS),
                joinStores);
        KStream<Object, Object> predictions = builder.stream(
                        topics.predictions().name(), bytes().withName("predictions"))
                .process(
                        () -> new JoinPredictions(topics.predictions(), config, clock),
                        Named.as(JOIN_PREDICTIONS),
                        joinStores);
        byTask(corrections.merge(predictions, Named.as(JOINED)), topics, serdes);
        Topology topology = builder.build();
        LetterSink.add(topology, topics, letters, INTAKE_DEAD_LETTERS, INTAKE);
        LetterSink.add(topology, topics, letters, JOIN_DEAD_LETTERS, JOIN_CORRECTIONS, JOIN_PREDICTIONS);
        addSelect(topology, topics, config, serdes, partitions, clock, letters);
        return topology;
    }

    private static KStream<String, PendingCorrection> accepted(
            StreamsBuilder builder, Topics topics, CollectConfig config, Clock clock) {
        return builder.stream(topics.corrections().name(), bytes().withName("corrections"))
                .process(
                        () -> new CollectIntake(topics.corrections(), config.clockTolerance(), clock), Named.as(INTAKE))
                .process(CollectRoute.to(PendingCorrection.class), Named.as(ACCEPTED));
    }

    private static void byTask(KStream<Object, Object> joined, Topics topics, Topics.SerdeFactory serdes) {
        Serde<CollectedItem> items = serdes.of(CollectedItem.class);
        joined.process(CollectRoute.to(CollectedItem.class), Named.as("joined-items"))
                .repartition(Repartitioned.<String, CollectedItem>as("collected-by-task")
                        .withKeySerde(Serdes.String())
                        .withValueSerde(items)
                        .withStreamPartitioner(new TaskPartitioner<>())
                        .withNumberOfPartitions(topics.tasks().partitions()))
                .process(CollectRoute.to(CollectedItem.class), Named.as(COLLECTED));
    }

    private static void addSelect(
            Topology topology,
            Topics topics,
            CollectConfig config,
            Topics.SerdeFactory serdes,
            PartitionCounts partitions,
            Clock clock,
            LetterListener letters) {
        source(topology, "tasks", topics.tasks());
        source(topology, "commands", topics.commands());
        topology.addProcessor(
                SELECT, () -> new SelectProcessor(topics, config, partitions, clock), COLLECTED, "tasks", "commands");
        CollectStores.select(serdes).forEach(store -> topology.addStateStore(store, SELECT));
        topology.addSink(
                BUFFER,
                topics.fewShotBuffer().name(),
                new StringSerializer(),
                topics.fewShotBuffer().values().serializer(),
                new TaskPartitioner<>(),
                SELECT);
        topology.addSink(
                SAMPLE,
                topics.featureSample().name(),
                new StringSerializer(),
                topics.featureSample().values().serializer(),
                new TaskPartitioner<>(),
                SELECT);
        topology.addSink(
                REVIEW,
                topics.reviewQueue().name(),
                new StringSerializer(),
                topics.reviewQueue().values().serializer(),
                SELECT);
        LetterSink.add(topology, topics, letters, SELECT_DEAD_LETTERS, SELECT);
    }

    private static void source(Topology topology, String name, Topic<?> topic) {
        topology.addSource(
                AutoOffsetReset.earliest(),
                name,
                new LoopTimestamps(),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer(),
                topic.name());
    }

    private static Consumed<byte[], byte[]> bytes() {
        return Consumed.with(Serdes.ByteArray(), Serdes.ByteArray())
                .withTimestampExtractor(new LoopTimestamps())
                .withOffsetResetPolicy(AutoOffsetReset.earliest());
    }

    private static String[] names(List<StoreBuilder<?>> stores, StreamsBuilder builder) {
        stores.forEach(builder::addStateStore);
        return Stream.of(stores.toArray(StoreBuilder<?>[]::new))
                .map(StoreBuilder::name)
                .toArray(String[]::new);
    }
}
