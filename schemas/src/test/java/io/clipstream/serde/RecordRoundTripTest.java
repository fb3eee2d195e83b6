package io.clipstream.serde;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.schemas.Correction;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every record comes back as it went in. */
class RecordRoundTripTest {
    private static final Map<String, Object> CONFIG = Map.of("schema.registry.url", "mock://round-trip");

    static List<SpecificRecord> records() {
        return Records.all();
    }

    @ParameterizedTest
    @MethodSource("records")
    void returnsAnEqualRecord(SpecificRecord record) {
        // Given
        Serde<SpecificRecord> serde = serde(record.getClass());
        // When
        byte[] data = serde.serializer().serialize(record.getSchema().getName(), record);
        SpecificRecord back =
                serde.deserializer().deserialize(record.getSchema().getName(), data);
        // Then
        assertThat(data).startsWith(0, 0, 0, 0);
        assertThat(back).isEqualTo(record).isInstanceOf(record.getClass());
    }

    @Test
    void keepsIdentitiesAsUuids() {
        // Given
        Serde<Correction> serde = AvroSerdes.forRecord(Correction.class, CONFIG);
        // When
        Correction back = serde.deserializer()
                .deserialize("corrections", serde.serializer().serialize("corrections", Records.correction()));
        // Then
        assertThat(back.getCorrectionId()).isEqualTo(Records.correction().getCorrectionId());
        assertThat(back.getEventTime()).isEqualTo(Records.correction().getEventTime());
        assertThat(back.getLabel()).isEqualTo("Fluß");
    }

    @Test
    void turnsNullIntoATombstoneAndBack() {
        // Given
        Serde<Correction> serde = AvroSerdes.forRecord(Correction.class, CONFIG);
        // Then
        assertThat(serde.serializer().serialize("corrections", null)).isNull();
        assertThat(serde.deserializer().deserialize("corrections", null)).isNull();
    }

    @Test
    void readsGenericRecordsAndClassesNamedByTheWriterToo() {
        // Given
        byte[] data = AvroSerdes.forRecord(Correction.class, CONFIG)
                .serializer()
                .serialize("corrections", Records.correction());
        ClipstreamAvroDeserializer<Object> generic = new ClipstreamAvroDeserializer<>();
        generic.configure(CONFIG, false);
        ClipstreamAvroDeserializer<Object> named = new ClipstreamAvroDeserializer<>();
        named.configure(Map.of("schema.registry.url", "mock://round-trip", "specific.avro.reader", "true"), false);
        // Then
        assertThat(generic.deserialize("corrections", data))
                .isInstanceOfSatisfying(
                        GenericRecord.class, r -> assertThat(r.get("annotator")).hasToString("anna"));
        assertThat(named.deserialize("corrections", data)).isEqualTo(Records.correction());
    }

    @Test
    void servesManyThreadsAtOnce() {
        // Given
        Serde<Correction> serde = AvroSerdes.forRecord(Correction.class, CONFIG);
        // When
        List<Correction> back = IntStream.range(0, 20_000)
                .parallel()
                .mapToObj(i -> serde.deserializer()
                        .deserialize("corrections", serde.serializer().serialize("corrections", numbered(i))))
                .toList();
        // Then
        assertThat(back)
                .isEqualTo(IntStream.range(0, 20_000)
                        .mapToObj(RecordRoundTripTest::numbered)
                        .toList());
    }

    @Test
    void carriesImagesOfThirtyTwoMebibytes() {
        // Given
        SpecificRecord large = Records.image(new byte[32 << 20]);
        Serde<SpecificRecord> serde = serde(large.getClass());
        // Then
        assertThat(serde.deserializer().deserialize("images", serde.serializer().serialize("images", large)))
                .isEqualTo(large);
    }

    private static Correction numbered(int i) {
        return Correction.newBuilder(Records.correction())
                .setLabel("label-" + i)
                .build();
    }

    @SuppressWarnings("unchecked")
    private static Serde<SpecificRecord> serde(Class<? extends SpecificRecord> type) {
        return (Serde<SpecificRecord>) AvroSerdes.forRecord(type, CONFIG);
    }
}
