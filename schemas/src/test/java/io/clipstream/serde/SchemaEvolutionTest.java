package io.clipstream.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.registry.SchemaRegistries;
import io.clipstream.schemas.ReviewItem;
import io.clipstream.schemas.ReviewReason;
import io.clipstream.schemas.SampledFeature;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.Serde;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Writers of other versions and namespaces are read as the class at hand, and the latest version can be written. */
class SchemaEvolutionTest {
    /** Avro's single-object encoding: marker and fingerprint. */
    private static final int HEADER_OF_ITS_OWN = 10;

    @BeforeAll
    static void setTheGuardsBeforeAvroReadsThem() {
        AvroGuards.install();
    }

    @Test
    void readsAWriterWithFieldsInAnotherOrderMoreFieldsAndNoNamespace() {
        // Given
        Schema theirs = SchemaBuilder.record("SampledFeature")
                .fields()
                .requiredBytes("feature")
                .requiredString("modelId")
                .requiredDouble("unheardOf")
                .requiredString("imageId")
                .requiredString("task")
                .requiredLong("period")
                .requiredInt("hash")
                .endRecord();
        GenericRecord record = new GenericData.Record(theirs);
        record.put("feature", ByteBuffer.wrap(new byte[] {1, 2}));
        record.put("modelId", "m");
        record.put("unheardOf", 1.5);
        record.put("imageId", "i");
        record.put("task", "t");
        record.put("period", 3L);
        record.put("hash", 5);
        // When
        byte[] data = generic("evolution").serialize("feature-sample", record);
        SampledFeature read = AvroSerdes.forRecord(SampledFeature.class, config("evolution"))
                .deserializer()
                .deserialize("feature-sample", data);
        // Then
        assertThat(read).isEqualTo(new SampledFeature("t", "i", 5L, 3L, ByteBuffer.wrap(new byte[] {1, 2}), "m"));
    }

    @Test
    void readsAnEnumSymbolFromTheFutureAsUnknown() throws IOException {
        // Given: a later version with one more reason
        String later = ReviewItem.getClassSchema().toString().replace("\"AUDIT\"", "\"AUDIT\",\"WHIM\"");
        Schema schema = new Schema.Parser().parse(later);
        ReviewItem item = (ReviewItem) Records.all().stream()
                .filter(ReviewItem.class::isInstance)
                .findFirst()
                .orElseThrow();
        byte[] own = item.toByteBuffer().array();
        GenericRecord record = new GenericDatumReader<GenericRecord>(ReviewItem.getClassSchema(), schema)
                .read(
                        null,
                        DecoderFactory.get()
                                .binaryDecoder(own, HEADER_OF_ITS_OWN, own.length - HEADER_OF_ITS_OWN, null));
        record.put(
                "reason", new GenericData.EnumSymbol(schema.getField("reason").schema(), "WHIM"));
        // When
        byte[] data = generic("future").serialize("review-queue", record);
        ReviewItem read = AvroSerdes.forRecord(ReviewItem.class, config("future"))
                .deserializer()
                .deserialize("review-queue", data);
        // Then
        assertThat(read.getReason()).isEqualTo(ReviewReason.UNKNOWN);
        assertThat(read.getTop()).isEqualTo(item.getTop());
    }

    @Test
    void writesByTheLatestVersionWhereTold() {
        // Given: the subject's version has the fields turned round and one dropped
        Schema latest = SchemaBuilder.record("SampledFeature")
                .namespace("io.clipstream.schemas")
                .fields()
                .requiredLong("hash")
                .requiredString("imageId")
                .requiredString("task")
                .endRecord();
        int id = SchemaRegistries.client(config("latest")).register("feature-sample-value", latest);
        Map<String, Object> config = Map.of(
                "schema.registry.url", "mock://latest", "auto.register.schemas", false, "use.latest.version", true);
        Serde<SampledFeature> serde = AvroSerdes.forRecord(SampledFeature.class, config);
        // When
        SampledFeature sample = new SampledFeature("t", "i", 5L, 3L, ByteBuffer.allocate(2), "m");
        byte[] data = serde.serializer().serialize("feature-sample", sample);
        // Then
        GenericRecord written = (GenericRecord) reader("latest").deserialize("feature-sample", data);
        assertThat(WireFormat.schemaId("feature-sample", data)).isEqualTo(id);
        assertThat(written.getSchema()).isEqualTo(latest);
        assertThat(List.of(
                        written.get("hash"),
                        written.get("imageId").toString(),
                        written.get("task").toString()))
                .containsExactly(5L, "i", "t");
    }

    @Test
    void namesSubjectsByConfluentsStrategies() {
        // Given
        SampledFeature sample = new SampledFeature("t", "i", 5L, 3L, ByteBuffer.allocate(2), "m");
        String record = "io.clipstream.schemas.SampledFeature";
        String confluents = "io.confluent.kafka.serializers.subject.";
        // When
        write(sample, "value.subject.name.strategy", confluents + "RecordNameStrategy");
        write(sample, "subject.name.strategy", "TopicRecordNameStrategy");
        write(sample, "value.subject.name.strategy", confluents + "TopicNameStrategy");
        // Then
        for (String subject : List.of(record, "topic-" + record, "topic-value")) {
            assertThat(SchemaRegistries.client(config("naming")).latest(subject).version())
                    .isEqualTo(1);
        }
        assertThatThrownBy(() -> write(sample, "value.subject.name.strategy", "com.example.Mine"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("value.subject.name.strategy")
                .hasMessageContaining("RecordNameStrategy");
    }

    private static void write(SampledFeature sample, String key, String value) {
        Map<String, Object> config = Map.of("schema.registry.url", "mock://naming", key, value);
        AvroSerdes.forRecord(SampledFeature.class, config).serializer().serialize("topic", sample);
    }

    private static Map<String, Object> config(String scope) {
        return Map.of("schema.registry.url", "mock://" + scope);
    }

    private static ClipstreamAvroSerializer<Object> generic(String scope) {
        ClipstreamAvroSerializer<Object> serializer = new ClipstreamAvroSerializer<>();
        serializer.configure(config(scope), false);
        return serializer;
    }

    private static ClipstreamAvroDeserializer<Object> reader(String scope) {
        ClipstreamAvroDeserializer<Object> deserializer = new ClipstreamAvroDeserializer<>();
        deserializer.configure(config(scope), false);
        return deserializer;
    }
}
