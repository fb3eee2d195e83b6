package io.clipstream.app.cli;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/** Avro records as maps, lists and text, with the heads of what is long. */
final class AvroView {
    private static final int HEAD = 64;
    private static final int TEXT = 1024;

    private AvroView() {}

    /** A record as a map. */
    static Map<String, Object> of(SpecificRecord record) {
        Map<String, Object> view = new LinkedHashMap<>();
        for (Schema.Field field : record.getSchema().getFields()) {
            view.put(field.name(), value(record.get(field.pos())));
        }
        return view;
    }

    private static Object value(Object value) {
        if (value == null || value instanceof Number || value instanceof Boolean) {
            return value;
        }
        if (value instanceof SpecificRecord record) {
            return of(record);
        }
        if (value instanceof ByteBuffer buffer) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            return head(bytes);
        }
        if (value instanceof List<?> list) {
            return list.stream().map(AvroView::value).toList();
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> view = new LinkedHashMap<>();
            map.forEach((key, one) -> view.put(key.toString(), value(one)));
            return view;
        }
        return Printable.line(value.toString(), TEXT);
    }

    /** How many bytes, and the first of them in hex. */
    static String head(byte[] bytes) {
        return bytes.length + " bytes: " + HexFormat.of().formatHex(Arrays.copyOf(bytes, Math.min(bytes.length, HEAD)))
                + (bytes.length > HEAD ? "..." : "");
    }

    /** Bytes as text where they are UTF-8, else their head; null for null. */
    static String text(byte[] bytes) {
        if (bytes == null) {
            return null;
        }
        try {
            CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return Printable.line(text.toString(), TEXT);
        } catch (CharacterCodingException e) {
            return head(bytes);
        }
    }
}
