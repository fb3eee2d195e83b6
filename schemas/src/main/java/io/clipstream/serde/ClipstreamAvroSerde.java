package io.clipstream.serde;

import java.util.Map;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/** {@link ClipstreamAvroSerializer} and {@link ClipstreamAvroDeserializer} as the one thing that Kafka Streams asks for. */
public final class ClipstreamAvroSerde<T> implements Serde<T> {
    private final ClipstreamAvroSerializer<T> serializer = new ClipstreamAvroSerializer<>();
    private final ClipstreamAvroDeserializer<T> deserializer = new ClipstreamAvroDeserializer<>();

    /** For Kafka, which calls {@link #configure}. */
    public ClipstreamAvroSerde() {}

    @Override
    public void configure(Map<String, ?> options, boolean isKey) {
        serializer.configure(options, isKey);
        deserializer.configure(options, isKey);
    }

    @Override
    public Serializer<T> serializer() {
        return serializer;
    }

    @Override
    public Deserializer<T> deserializer() {
        return deserializer;
    }
}
