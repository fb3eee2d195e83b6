package io.clipstream.topology;

import java.time.Clock;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;

/**
 * The retrain role: fits adapter versions to the few-shot buffer and decides which one is used.
 *
 * <pre>
 * tasks, commands, few-shot-buffer, feature-sample ─ retrain ─► adapters, promotions, dead-letters
 *                                  adapters ─ audit ─┴─► dead-letters
 * </pre>
 *
 * <p>What retrain wrote comes back to it by way of the audit, so that it knows when somebody else has written over it.
 */
public final class RetrainTopology {
    static final String ADAPTERS = "to-adapters";
    static final String PROMOTIONS = "to-promotions";
    static final String DEAD_LETTERS = "retrain-dead-letters";
    static final String AUDIT_DEAD_LETTERS = "audit-dead-letters";

    static final String RETRAIN = "retrain";

    private static final String AUDIT = "audit";

    private RetrainTopology() {}

    /**
     * Builds the topology; nobody hears of its dead letters.
     *
     * @see #build(Topics, RetrainConfig, Topics.SerdeFactory, RetrainPorts, Clock, LetterListener)
     */
    public static Topology build(
            Topics topics,
            RetrainConfig config,
            Topics.SerdeFactory serdes,
            HeadSource heads,
            RetrainExecutors executors,
            Clock clock) {
        return build(topics, config, serdes, RetrainPorts.of(heads, executors), clock, LetterListener.NONE);
    }

    /**
     * Builds the topology.
     *
     * @param serdes for state
     * @param clock wall clock for the times in records and for waiting; no fit looks at it
     * @param letters hears of every dead letter
     */
    public static Topology build(
            Topics topics,
            RetrainConfig config,
            Topics.SerdeFactory serdes,
            RetrainPorts ports,
            Clock clock,
            LetterListener letters) {
        Topology topology = new Topology();
        source(topology, "tasks", topics.tasks());
        source(topology, "commands", topics.commands());
        source(topology, "few-shot-buffer", topics.fewShotBuffer());
        source(topology, "feature-sample", topics.featureSample());
        source(topology, "adapters", topics.adapters());
        topology.addProcessor(AUDIT, () -> new RetrainAudit(topics.adapters(), clock), "adapters");
        topology.addStateStore(RetrainStores.audited(), AUDIT);
        LetterSink.add(topology, topics, letters, AUDIT_DEAD_LETTERS, AUDIT);

        topology.addProcessor(
                RETRAIN,
                () -> new RetrainProcessor(topics, config, ports, clock),
                "tasks",
                "commands",
                "few-shot-buffer",
                "feature-sample",
                AUDIT);
        RetrainStores.builders(topics, serdes).forEach(store -> topology.addStateStore(store, RETRAIN));
        sink(topology, ADAPTERS, topics.adapters());
        sink(topology, PROMOTIONS, topics.promotions());
        LetterSink.add(topology, topics, letters, DEAD_LETTERS, RETRAIN);
        return topology;
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

    private static <V> void sink(Topology topology, String name, Topic<V> topic) {
        topology.addSink(
                name,
                topic.name(),
                new StringSerializer(),
                topic.values().serializer(),
                new TaskPartitioner<>(),
                RETRAIN);
    }
}
