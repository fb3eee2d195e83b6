package io.clipstream.serde;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.apache.avro.NameValidator;
import org.apache.avro.Schema;

/** Takes out of a schema what only Java's code generator put there. */
final class JavaProperties {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String STRING_TYPE = "avro.java.string";

    private JavaProperties() {}

    /** The schema without {@code avro.java.string}: the bytes it describes are the same. */
    static Schema removed(Schema schema) {
        String text = schema.toString();
        if (!text.contains(STRING_TYPE)) {
            return schema;
        }
        try {
            JsonNode clean = clean(JSON.readTree(text));
            return new Schema.Parser(NameValidator.NO_VALIDATION)
                    .setValidateDefaults(false)
                    .parse(clean.toString());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Avro wrote a schema that is not JSON: " + text, e);
        }
    }

    private static JsonNode clean(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.remove(STRING_TYPE);
            if (object.size() == 1 && object.has("type")) {
                return clean(object.get("type"));
            }
            for (String child : List.of("type", "fields", "items", "values")) {
                if (object.has(child)) {
                    object.set(child, clean(object.get(child)));
                }
            }
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, clean(array.get(i)));
            }
        }
        return node;
    }
}
