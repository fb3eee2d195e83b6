package io.clipstream.loadtest.fuzz;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/** Puts extreme values into the fields of a record that stays readable. */
final class Fields {
    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "\0",
            "\n",
            "a/b",
            "../..",
            "land-use",
            "fuzz-a",
            "UPPER",
            "\u202e\u0301\ufeff",
            "\ud800",
            "x".repeat(300),
            "y".repeat(70_000),
            "null",
            "{}",
            "file:///etc/passwd",
            "2");
    private static final long[] LONGS = {
        0,
        -1,
        1,
        Long.MIN_VALUE,
        Long.MAX_VALUE,
        Integer.MIN_VALUE,
        Integer.MAX_VALUE,
        -62_135_596_800_000L,
        4_000_000_000_000L
    };
    private static final float[] FLOATS = {
        0, -0f, -1, 2, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.MAX_VALUE, Float.MIN_VALUE
    };

    private final Random random;

    Fields(Random random) {
        this.random = random;
    }

    /** Changes one field, at any depth. */
    void change(SpecificRecord record) {
        List<Schema.Field> fields = record.getSchema().getFields();
        Schema.Field field = fields.get(random.nextInt(fields.size()));
        Object value = record.get(field.pos());
        SpecificRecord inner = inner(value);
        if (inner != null && random.nextInt(4) > 0) {
            change(inner);
        } else {
            record.put(field.pos(), extreme(field.schema(), value));
        }
    }

    private SpecificRecord inner(Object value) {
        if (value instanceof SpecificRecord record) {
            return record;
        }
        return value instanceof List<?> list
                        && !list.isEmpty()
                        && list.get(random.nextInt(list.size())) instanceof SpecificRecord record
                ? record
                : null;
    }

    private Object extreme(Schema schema, Object before) {
        if (schema.getLogicalType() instanceof LogicalTypes.TimestampMillis) {
            return Instant.ofEpochMilli(LONGS[random.nextInt(LONGS.length)]);
        }
        if (schema.getLogicalType() instanceof LogicalTypes.Uuid) {
            return new UUID(random.nextLong(), random.nextLong());
        }
        return switch (schema.getType()) {
            case STRING -> TEXTS.get(random.nextInt(TEXTS.size()));
            case LONG -> LONGS[random.nextInt(LONGS.length)];
            case INT -> (int) LONGS[random.nextInt(LONGS.length)];
            case FLOAT -> FLOATS[random.nextInt(FLOATS.length)];
            case DOUBLE -> (double) FLOATS[random.nextInt(FLOATS.length)];
            case BOOLEAN -> random.nextBoolean();
            case BYTES -> bytes((ByteBuffer) before);
            case ARRAY -> list((List<?>) before);
            case MAP -> map();
            case ENUM -> another(schema, before);
            case UNION ->
                extreme(schema.getTypes().get(random.nextInt(schema.getTypes().size())), before);
            case NULL -> null;
            default -> before;
        };
    }

    private ByteBuffer bytes(ByteBuffer before) {
        int length = before == null ? 8 : before.remaining();
        int[] lengths = {0, 1, 7, length, length + 1, 2 * length, 100_000};
        byte[] out = new byte[lengths[random.nextInt(lengths.length)]];
        random.nextBytes(out);
        return ByteBuffer.wrap(out);
    }

    private List<?> list(List<?> before) {
        if (before == null || before.isEmpty() || random.nextInt(3) == 0) {
            return List.of();
        }
        return random.nextBoolean()
                ? Collections.nCopies(2 + random.nextInt(3_000), before.get(0))
                : new ArrayList<>(before.subList(0, 1));
    }

    private Map<String, String> map() {
        Map<String, String> map = new HashMap<>();
        for (int i = random.nextInt(200); i >= 0; i--) {
            map.put("key-" + i, TEXTS.get(random.nextInt(TEXTS.size() - 6)));
        }
        return map;
    }

    private Object another(Schema schema, Object before) {
        Object[] constants = before == null ? new Object[0] : before.getClass().getEnumConstants();
        return constants.length == 0 ? before : constants[random.nextInt(constants.length)];
    }
}
