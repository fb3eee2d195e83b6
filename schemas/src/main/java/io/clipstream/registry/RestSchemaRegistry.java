package io.clipstream.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;

/** Speaks Confluent's REST API, without a cache: every call is at least one request. */
final class RestSchemaRegistry implements SchemaRegistry {
    private final RegistryHttp http;
    private final SchemaDocuments documents;
    private final String normalise;

    RestSchemaRegistry(RegistryConfig config) {
        http = new RegistryHttp(config);
        documents = new SchemaDocuments(
                (subject, version) -> http.get("/subjects/" + encode(subject) + "/versions/" + version));
        normalise = config.normalise() ? "?normalize=true" : "";
    }

    @Override
    public int register(String subject, Schema schema) {
        try {
            JsonNode answer = http.post("/subjects/" + encode(subject) + "/versions" + normalise, body(schema));
            return RegistryAnswers.require(answer, "id").asInt();
        } catch (SchemaRefusedException refused) {
            // Of two that register a subject's first version at once, Apicurio refuses the second: it is there now.
            if (!refused.getMessage().contains("already exists")) {
                throw refused;
            }
            try {
                return lookup(subject, schema).id();
            } catch (SchemaNotFoundException absent) {
                throw refused;
            }
        }
    }

    @Override
    public RegisteredSchema lookup(String subject, Schema schema) {
        return registered(http.post("/subjects/" + encode(subject) + normalise, body(schema)));
    }

    @Override
    public Schema schemaById(int id) {
        return documents.parse("schema " + id, http.get("/schemas/ids/" + id));
    }

    @Override
    public RegisteredSchema latest(String subject) {
        return registered(http.get("/subjects/" + encode(subject) + "/versions/latest"));
    }

    @Override
    public Compatibility compatibility(String subject, Schema schema) {
        String path = "/compatibility/subjects/" + encode(subject) + "/versions/latest?verbose=true";
        try {
            JsonNode answer = http.post(path, body(schema));
            List<String> reasons = new ArrayList<>();
            answer.path("messages").forEach(reason -> reasons.add(reason.asText()));
            return new Compatibility(
                    RegistryAnswers.require(answer, "is_compatible").asBoolean(), reasons);
        } catch (SchemaNotFoundException e) {
            // There is no version yet that it could be incompatible with.
            return new Compatibility(true, List.of());
        }
    }

    private RegisteredSchema registered(JsonNode answer) {
        String subject = RegistryAnswers.require(answer, "subject").asText();
        int version = RegistryAnswers.require(answer, "version").asInt();
        int id = RegistryAnswers.require(answer, "id").asInt();
        Schema schema = documents.parse(subject + " version " + version, answer);
        return new RegisteredSchema(subject, version, id, schema);
    }

    private static ObjectNode body(Schema schema) {
        // Neither schemaType nor references: their absence means Avro, also to registries that know neither.
        return JsonNodeFactory.instance.objectNode().put("schema", schema.toString());
    }

    private static String encode(String subject) {
        return URLEncoder.encode(subject, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
