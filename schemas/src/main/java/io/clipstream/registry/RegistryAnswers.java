package io.clipstream.registry;

import com.fasterxml.jackson.databind.JsonNode;

/** Turns an HTTP answer of a registry into its JSON, or into the exception that it stands for. */
final class RegistryAnswers {
    private RegistryAnswers() {}

    /**
     * The body of a success. What an error means is taken from the HTTP status, since the codes and texts in error bodies
     * differ between registries.
     */
    static JsonNode check(String request, int status, JsonNode body) {
        if (status >= 200 && status < 300 && !body.isMissingNode()) {
            return body;
        }
        String message = request + ": HTTP " + status + said(body);
        throw switch (status) {
            case 401, 403 -> new RegistryUnauthorisedException("schema registry denies access, " + message);
            case 404 -> notFound(body, message);
            case 409, 422 -> new SchemaRefusedException("schema registry refuses the schema, " + message);
            default -> new UnexpectedAnswerException("not an answer of a schema registry, " + message);
        };
    }

    /** A proxy that has lost its registry says 404 too: only the registry's own numbered word makes a record's id unknown. */
    private static RegistryException notFound(JsonNode body, String message) {
        return body.path("error_code").isInt()
                ? new SchemaNotFoundException("schema registry does not know it, " + message)
                : new UnexpectedAnswerException("not found, but not in a schema registry's words, " + message);
    }

    /** A field that every registry sends, or an error that names it. */
    static JsonNode require(JsonNode answer, String field) {
        JsonNode value = answer.path(field);
        if (value.isMissingNode() || value.isNull()) {
            throw new UnexpectedAnswerException(
                    "not an answer of a schema registry, no field " + field + ": " + answer);
        }
        return value;
    }

    private static String said(JsonNode body) {
        String text = body.path("message").asText(body.path("detail").asText(""));
        return text.isEmpty() ? "" : " (" + text + ")";
    }
}
