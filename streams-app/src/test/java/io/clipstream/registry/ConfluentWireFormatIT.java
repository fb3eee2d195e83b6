package io.clipstream.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.serde.AvroSerdes;
import io.clipstream.serde.ClipstreamAvroDeserializer;
import io.clipstream.testing.Stack;
import io.clipstream.testing.StackExtension;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Ours and Confluent's genuine serdes, on one registry, make the same bytes of the same record and read each other's. */
@ExtendWith(StackExtension.class)
class ConfluentWireFormatIT {
    private static final int HEADER_BYTES = 5;

    private final Stack stack;
    private Map<String, Object> config;

    ConfluentWireFormatIT(Stack stack) {
        this.stack = stack;
    }

    static List<SpecificRecord> records() {
        return WireRecords.all();
    }

    @BeforeEach
    void configure() {
        config = Map.of("schema.registry.url", stack.registryUrl());
    }

    @ParameterizedTest
    @MethodSource("records")
    void confluentReadsWhatWeWriteAndWritesItBackToTheByte(SpecificRecord record) throws Exception {
        // Given
        String topic = stack.name("ours-" + record.getSchema().getName());
        byte[] ours = serde(record).serializer().serialize(topic, record);
        ConfluentOracle confluent = ConfluentOracle.isolated(config);
        // When
        Object read = confluent.deserialize(topic, ours);
        byte[] theirs = confluent.rewrite(topic, ours);
        // Then
        assertThat(read).hasToString(plain(record, ours));
        assertThat(theirs).isEqualTo(ours);
    }

    @ParameterizedTest
    @MethodSource("records")
    void weReadWhatConfluentWritesAndWriteItBackToTheByte(SpecificRecord record) throws Exception {
        // Given: Confluent writes first, so it is Confluent's registration that we must find
        String topic = stack.name("theirs-" + record.getSchema().getName());
        byte[] ours = serde(record)
                .serializer()
                .serialize(stack.name("scratch-" + record.getSchema().getName()), record);
        String schema = schema(ours).toString();
        byte[] body = Arrays.copyOfRange(ours, HEADER_BYTES, ours.length);
        byte[] theirs = ConfluentOracle.isolated(config).write(topic, schema, body);
        // When
        SpecificRecord read = serde(record).deserializer().deserialize(topic, theirs);
        byte[] again = serde(record).serializer().serialize(topic, read);
        // Then
        assertThat(read).isEqualTo(record);
        assertThat(again).isEqualTo(theirs);
    }

    /** The record as a generic one prints itself, which is how Confluent's reader returns it. */
    private String plain(SpecificRecord record, byte[] data) {
        var generic = new ClipstreamAvroDeserializer<Object>();
        generic.configure(config, false);
        String text = generic.deserialize("any", data).toString();
        assertThat(text).contains(String.valueOf(record.get(0)));
        return text;
    }

    private Schema schema(byte[] data) {
        int id = ByteBuffer.wrap(data, 1, Integer.BYTES).getInt();
        return SchemaRegistries.client(config).schemaById(id);
    }

    @SuppressWarnings("unchecked")
    private Serde<SpecificRecord> serde(SpecificRecord record) {
        return (Serde<SpecificRecord>) AvroSerdes.forRecord(record.getClass(), config);
    }
}
