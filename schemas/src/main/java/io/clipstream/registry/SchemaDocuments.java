package io.clipstream.registry;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Set;
import java.util.function.BiFunction;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.NameValidator;
import org.apache.avro.Schema;

/** Parses the schemas that a registry sends, together with those that they refer to. */
final class SchemaDocuments {
    private final BiFunction<String, Integer, JsonNode> fetch;

    /** Fetches a referenced schema with {@code fetch}, by subject and version. */
    SchemaDocuments(BiFunction<String, Integer, JsonNode> fetch) {
        this.fetch = fetch;
    }

    Schema parse(String name, JsonNode answer) {
        String type = answer.path("schemaType").asText("AVRO");
        if (!type.equals("AVRO")) {
            throw new NotAvroSchemaException(name + " is of type " + type + ", expected AVRO");
        }
        try {
            // Others may have registered names or defaults that today's rules forbid; their records are readable.
            Schema.Parser parser = new Schema.Parser(NameValidator.NO_VALIDATION).setValidateDefaults(false);
            parseReferences(parser, answer, new HashSet<>());
            return parser.parse(RegistryAnswers.require(answer, "schema").asText());
        } catch (AvroRuntimeException e) {
            throw new NotAvroSchemaException(name + " is not an Avro schema: " + e.getMessage(), e);
        } catch (StackOverflowError e) {
            throw new NotAvroSchemaException(name + " is nested too deeply to be read", e);
        }
    }

    private void parseReferences(Schema.Parser parser, JsonNode answer, Set<String> seen) {
        for (JsonNode reference : answer.path("references")) {
            String subject = RegistryAnswers.require(reference, "subject").asText();
            int version = RegistryAnswers.require(reference, "version").asInt();
            if (seen.add(subject + "/" + version)) {
                JsonNode document = fetch.apply(subject, version);
                parseReferences(parser, document, seen);
                parser.parse(RegistryAnswers.require(document, "schema").asText());
            }
        }
    }
}
