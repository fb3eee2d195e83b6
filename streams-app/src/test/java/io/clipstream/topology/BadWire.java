package io.clipstream.topology;

import io.clipstream.registry.SchemaRegistries;
import io.clipstream.registry.SchemaRegistry;
import io.clipstream.schemas.ReviewItem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** Everything that can be wrong with any topic's record before its fields are looked at. */
final class BadWire {
    private static final SchemaRegistry REGISTRY =
            SchemaRegistries.client(Map.of("schema.registry.url", "mock://learning"));

    private BadWire() {}

    /** The cases of a topic whose good record begins with a string. */
    static <T extends SpecificRecord> List<BadCase> cases(Topic<T> topic, String key, T record) {
        byte[] good = topic.values().serializer().serialize(topic.name(), record);
        List<BadCase> cases = new ArrayList<>();
        cases.add(undecodable("no Avro", key, "no Avro".getBytes(), "0x6e, expected 0x00"));
        cases.add(undecodable("nothing", key, new byte[0], "has 0 bytes, expected at least 5"));
        cases.add(undecodable("half a header", key, Arrays.copyOf(good, 3), "has 3 bytes"));
        cases.add(undecodable("wrong magic byte", key, with(good, 0, 7), "0x07, expected 0x00"));
        cases.add(undecodable("unknown schema id", key, withId(good, 999_999), "schema id 999999"));
        cases.add(undecodable("schema id 0", key, withId(good, 0), "schema id 0"));
        cases.add(undecodable("negative schema id", key, withId(good, -1), "schema id -1"));
        cases.add(undecodable(
                "schema of another type",
                key,
                withId(good, register(ReviewItem.getClassSchema())),
                "ReviewItem, expected",
                record.getSchema().getName()));
        cases.add(undecodable(
                "incompatible schema", key, header(register(emptyNamesake(record))), "missing required field"));
        cases.add(undecodable("truncated", key, Arrays.copyOf(good, good.length - 2), "ends too early"));
        cases.add(undecodable("trailing bytes", key, Arrays.copyOf(good, good.length + 9), "ends 9 bytes before"));
        for (long length : new long[] {-1, Long.MIN_VALUE, 1L << 31, Long.MAX_VALUE, 1L << 25}) {
            byte[] bomb = joined(header(ByteBuffer.wrap(good, 1, 4).getInt()), zigzag(length));
            cases.add(undecodable("a string of " + length + " bytes", key, bomb, topic.name()));
        }
        cases.add(new BadCase("no key", null, good, new RecordHeaders(), Reason.BAD_KEY, List.of("absent")));
        cases.add(new BadCase("empty key", new byte[0], good, new RecordHeaders(), Reason.BAD_KEY, List.of("empty")));
        cases.add(new BadCase(
                "no UTF-8", new byte[] {-1, 'a'}, good, new RecordHeaders(), Reason.BAD_KEY, List.of("UTF-8")));
        return cases;
    }

    private static BadCase undecodable(String name, String key, byte[] value, String... named) {
        return BadCase.of(name, key, value, Reason.UNDECODABLE, named);
    }

    /** A record of the same name without a field. */
    private static Schema emptyNamesake(SpecificRecord record) {
        return Schema.createRecord(record.getSchema().getName(), null, "io.clipstream.schemas", false, List.of());
    }

    private static int register(Schema schema) {
        return REGISTRY.register(
                "bad-" + schema.getName() + "-" + schema.getFields().size(), schema);
    }

    static byte[] with(byte[] bytes, int at, int value) {
        byte[] changed = bytes.clone();
        changed[at] = (byte) value;
        return changed;
    }

    private static byte[] withId(byte[] bytes, int id) {
        byte[] changed = bytes.clone();
        ByteBuffer.wrap(changed).putInt(1, id);
        return changed;
    }

    private static byte[] header(int id) {
        return ByteBuffer.allocate(5).put((byte) 0).putInt(id).array();
    }

    private static byte[] joined(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }

    private static byte[] zigzag(long value) {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
            encoder.writeLong(value);
            encoder.flush();
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
