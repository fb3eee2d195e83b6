package io.clipstream.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.clipstream.registry.FakeRegistry;
import io.clipstream.schemas.Correction;
import io.clipstream.schemas.ImageEvent;
import io.clipstream.schemas.InlineImage;
import io.clipstream.schemas.SampledFeature;
import io.clipstream.schemas.TaskClass;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Every way in which bytes can be wrong has an exception of its own that says what was found and what was expected. */
class BadRecordTest {
    private static final int KNOWN = 1;
    private static final int RECURSIVE = 2;
    private static final int RENAMED = 3;
    private static final int EVIL = 4;
    private static final int PROTOBUF = 5;
    private static final int NO_LABEL = 6;

    private final FakeRegistry server = FakeRegistry.start()
            .answer("POST /subjects/corrections-value/versions", 200, "{\"id\":" + KNOWN + "}")
            .knows(KNOWN, Correction.getClassSchema().toString())
            .knows(
                    RECURSIVE,
                    "{\"type\":\"record\",\"name\":\"Correction\",\"fields\":["
                            + "{\"name\":\"next\",\"type\":[\"null\",\"Correction\"]}]}")
            .knows(RENAMED, SampledFeature.getClassSchema().toString())
            .knows(EVIL, "{\"type\":\"record\",\"name\":\"ProcessBuilder\",\"namespace\":\"java.lang\",\"fields\":[]}")
            .answer("GET /schemas/ids/" + PROTOBUF, 200, "{\"schemaType\":\"PROTOBUF\",\"schema\":\"message X\"}")
            .knows(NO_LABEL, "{\"type\":\"record\",\"name\":\"Correction\",\"fields\":[]}");
    private final Map<String, Object> config = Map.of("schema.registry.url", server.url(), "max.retries", 0);
    private final Serde<Correction> serde = AvroSerdes.forRecord(Correction.class, config);
    private final byte[] good = serde.serializer().serialize("corrections", Records.correction());

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void saysThatTheMagicByteIsWrong() {
        assertBad("{\"a\":1}".getBytes(StandardCharsets.UTF_8), WrongMagicByteException.class)
                .hasMessageContaining("corrections")
                .hasMessageContaining("0x7b, expected 0x00");
    }

    @Test
    void saysThatTheHeaderIsCutShort() {
        assertBad(new byte[0], TruncatedRecordException.class).hasMessageContaining("has 0 bytes, expected at least 5");
        assertBad(new byte[] {0, 0, 0, 1}, TruncatedRecordException.class).hasMessageContaining("has 4 bytes");
    }

    @Test
    void saysThatTheIdIsUnknown() {
        assertBad(withId(99, good), UnknownSchemaIdException.class).hasMessageContaining("schema id 99");
        assertBad(withId(-1, good), UnknownSchemaIdException.class).hasMessageContaining("schema id -1");
    }

    @Test
    void saysThatTheBodyIsCutShortWhereverItIsCut() {
        for (int length = WireFormat.HEADER_BYTES; length < good.length; length++) {
            assertBad(Arrays.copyOf(good, length), TruncatedRecordException.class)
                    .hasMessageContaining("io.clipstream.schemas.Correction");
        }
    }

    @Test
    void saysThatThereAreBytesBehindTheRecord() {
        assertBad(Arrays.copyOf(good, good.length + 3), TrailingBytesException.class)
                .hasMessageContaining("ends 3 bytes before its last byte");
        assertBad(Arrays.copyOf(good, good.length + 100_000), TrailingBytesException.class)
                .hasMessageContaining("ends 100000 bytes before");
    }

    @Test
    void saysThatTheBytesAreMalformed() {
        // Given: a UUID that is none, and numbers that never end
        byte[] uuid = good.clone();
        uuid[WireFormat.HEADER_BYTES + 1] = 'x';
        byte[] endless = good.clone();
        Arrays.fill(endless, WireFormat.HEADER_BYTES, endless.length, (byte) 0xff);
        // Then
        assertBad(uuid, MalformedRecordException.class).hasMessageContaining("malformed");
        assertBad(endless, MalformedRecordException.class);
    }

    @Test
    void survivesRecordsThatNestWithoutEnd() {
        // Given: each byte opens one more level
        byte[] deep = new byte[5_000_000];
        Arrays.fill(deep, WireFormat.HEADER_BYTES, deep.length - 1, (byte) 2);
        ClipstreamAvroDeserializer<Object> generic = new ClipstreamAvroDeserializer<>();
        generic.configure(config, false);
        // Then
        assertThatThrownBy(() -> generic.deserialize("corrections", withId(RECURSIVE, deep)))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessageContaining("nested too deeply");
    }

    @Test
    void doesNotReserveWhatARecordOnlyAnnounces() throws Exception {
        // Given: an image one byte longer than allowed, of which nothing follows
        server.answer("POST /subjects/images-value/versions", 200, "{\"id\":9}");
        server.knows(9, InlineImage.getClassSchema().toString());
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(WireFormat.header(9));
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(body, null);
        encoder.writeLong(AvroGuards.MAX_BYTES + 1L);
        encoder.flush();
        Serde<InlineImage> images = AvroSerdes.forRecord(InlineImage.class, config);
        // Then
        assertThatThrownBy(() -> images.deserializer().deserialize("images", body.toByteArray()))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessageContaining("Bytes length 67108865 exceeds maximum allowed");
    }

    @Test
    void doesNotCountToWhatAListOnlyAnnounces() throws Exception {
        // Given: a thousand million prompts, of which none follows
        server.knows(9, TaskClass.getClassSchema().toString());
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(WireFormat.header(9));
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(body, null);
        encoder.writeString("river");
        encoder.writeLong(1_000_000_000);
        encoder.flush();
        Serde<TaskClass> classes = AvroSerdes.forRecord(TaskClass.class, config);
        // Then
        assertThatThrownBy(() -> classes.deserializer().deserialize("tasks", body.toByteArray()))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessageContaining("1000000000");
    }

    @Test
    void saysThatItIsAnotherRecord() {
        assertBad(withId(RENAMED, good), IncompatibleSchemaException.class)
                .hasMessageContaining("io.clipstream.schemas.SampledFeature")
                .hasMessageContaining("expected io.clipstream.schemas.Correction");
        assertBad(withId(PROTOBUF, good), IncompatibleSchemaException.class).hasMessageContaining("PROTOBUF");
    }

    @Test
    void saysThatARequiredFieldIsMissing() {
        assertBad(WireFormat.header(NO_LABEL), IncompatibleSchemaException.class)
                .hasMessageContaining("missing required field");
    }

    @Test
    void makesNoClassThatOnlyTheWriterNamed() {
        // Given
        ClipstreamAvroDeserializer<Object> named = new ClipstreamAvroDeserializer<>();
        named.configure(Map.of("schema.registry.url", server.url(), "specific.avro.reader", true), false);
        // Then
        assertThatThrownBy(() -> named.deserialize("corrections", WireFormat.header(EVIL)))
                .isInstanceOf(IncompatibleSchemaException.class)
                .hasMessageContaining("java.lang.ProcessBuilder");
    }

    @Test
    void refusesToWriteWhatDoesNotFit() {
        // Given
        server.answer("POST /subjects/images-value/versions", 200, "{\"id\":9}");
        ImageEvent withoutTask = Records.image(new byte[1]);
        withoutTask.put("task", null);
        Serde<ImageEvent> images = AvroSerdes.forRecord(ImageEvent.class, config);
        // Then
        assertThatThrownBy(() -> images.serializer().serialize("images", withoutTask))
                .isInstanceOf(UnwritableRecordException.class)
                .hasMessageContaining("ImageEvent")
                .hasMessageContaining("task");
    }

    @Test
    void goesOnAfterABadRecord() {
        // When
        catchThrowableOfType(BadRecordException.class, () -> deserialize(Arrays.copyOf(good, 20)));
        // Then
        assertThat(deserialize(good)).isEqualTo(Records.correction());
    }

    private org.assertj.core.api.AbstractThrowableAssert<?, ? extends Throwable> assertBad(
            byte[] data, Class<? extends BadRecordException> expected) {
        return assertThatThrownBy(() -> deserialize(data))
                .isExactlyInstanceOf(expected)
                .isInstanceOf(SerializationException.class);
    }

    private Correction deserialize(byte[] data) {
        Deserializer<Correction> deserializer = serde.deserializer();
        return deserializer.deserialize("corrections", data);
    }

    private static byte[] withId(int id, byte[] data) {
        byte[] changed = data.clone();
        ByteBuffer.wrap(changed).putInt(1, id);
        return changed;
    }
}
