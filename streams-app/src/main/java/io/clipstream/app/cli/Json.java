package io.clipstream.app.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Writes what commands print with --json. */
final class Json {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}

    /** One line of JSON from maps, lists, strings and numbers. */
    static String line(Object value) {
        try {
            return escaped(MAPPER.writeValueAsString(value));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("plain values always become JSON", e);
        }
    }

    /** The same JSON, which may end on a terminal: what could move its cursor stands in strings alone. */
    private static String escaped(String json) {
        if (json.codePoints().allMatch(Printable::isPlain)) {
            return json;
        }
        StringBuilder line = new StringBuilder();
        json.codePoints().forEach(c -> {
            if (Printable.isPlain(c)) {
                line.appendCodePoint(c);
            } else {
                for (char unit : Character.toChars(c)) {
                    line.append(String.format("\\u%04x", (int) unit));
                }
            }
        });
        return line.toString();
    }
}
