package io.clipstream.topology;

import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;

/** The dead letters of a role, trimmed to what its producer sends, and told to whoever counts them. */
final class LetterSink extends ContextualProcessor<byte[], byte[], byte[], byte[]> {
    private final int maxBytes;
    private final LetterListener listener;

    private LetterSink(int maxBytes, LetterListener listener) {
        this.maxBytes = maxBytes;
        this.listener = listener;
    }

    /** Adds it to a learning role, under a name to which the parents forward. */
    static void add(Topology topology, Topics topics, LetterListener listener, String name, String... parents) {
        add(
                topology,
                topics,
                LearningStreamsSettings.maxDeadLetterBytes(topics.maxRecordBytes()),
                listener,
                name,
                parents);
    }

    /**
     * Adds it under a name to which the parents forward.
     *
     * @param maxBytes largest letter: key, value and headers together
     */
    static void add(
            Topology topology, Topics topics, int maxBytes, LetterListener listener, String name, String... parents) {
        topology.addProcessor(name, () -> new LetterSink(maxBytes, listener), parents);
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
        // What writes here has its letters from DeadLetters, so that both are names of the enums.
        listener.refused(
                Stage.valueOf(LetterHeaders.text(letter.headers(), LetterHeaders.STAGE)),
                Reason.valueOf(LetterHeaders.text(letter.headers(), LetterHeaders.REASON)));
    }
}
