package io.clipstream.app.letters;

import io.clipstream.schemas.ImageEvent;
import io.clipstream.schemas.InlineImage;
import io.clipstream.serde.RegistryFaultException;
import io.clipstream.topology.Topic;
import io.clipstream.topology.Topics;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;

/** Looks into refused records as far as they can be read; for one thread. */
public final class LetterContent {
    private final Map<String, Topic<?>> topics;

    public LetterContent(Topics topics) {
        this.topics = topics.all().stream().collect(Collectors.toMap(Topic::name, Function.identity()));
    }

    /**
     * The value as a record.
     *
     * @param topic that the record came from
     * @return empty where the value is absent, not of the topic's schema, or the topic is none of this deployment
     * @throws RegistryFaultException if the schema registry cannot be asked
     */
    public Optional<SpecificRecord> decode(String topic, byte[] value) {
        Topic<?> known = topics.get(topic);
        if (known == null || value == null) {
            return Optional.empty();
        }
        try {
            Object decoded = known.values().deserializer().deserialize(topic, value);
            return decoded instanceof SpecificRecord record ? Optional.of(record) : Optional.empty();
        } catch (RegistryFaultException e) {
            throw e;
        } catch (SerializationException | ClassCastException e) {
            return Optional.empty();
        }
    }

    /** The task that a value speaks of, where it can be read and names one. */
    public Optional<String> task(String topic, byte[] value) {
        return decode(topic, value).flatMap(record -> {
            Schema.Field field = record.getSchema().getField("task");
            Object task = field == null ? null : record.get(field.pos());
            return Optional.ofNullable(task).map(Object::toString);
        });
    }

    /** The image inside an image event; empty where the record is none, or has it by address. */
    public static Optional<byte[]> image(SpecificRecord record) {
        if (record instanceof ImageEvent event && event.getContent() instanceof InlineImage inline) {
            ByteBuffer payload = inline.getPayload().duplicate();
            byte[] bytes = new byte[payload.remaining()];
            payload.get(bytes);
            return Optional.of(bytes);
        }
        return Optional.empty();
    }
}
