package io.clipstream.topology;

import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;

/** The dead letters of a learning role, trimmed to what its producer sends. */
final class LetterSink extends ContextualProcessor<byte[], byte[], byte[], byte[]> {
    private final int maxBytes;

    private LetterSink(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Adds it under a name to which the parents forward. */
    static void add(Topology topology, Topics topics, String name, String... parents) {
        int maxBytes = LearningStreamsSettings.maxDeadLetterBytes(topics.maxRecordBytes());
        topology.addProcessor(name, () -> new LetterSink(maxBytes), parents);
        topology.addSink(
                name + "-topic",
                topics.deadLetters().name(),
                new ByteArraySerializer(),
                new ByteArraySerializer(),
                name);
    }

    @Override
    public void process(Record<byte[], byte[]> letter) {
        context().forward(LetterLimit.fit(letter, maxBytes));
    }
}
