package io.clipstream.registry;

/** The registry will not take this schema: incompatible with its subject (409) or not valid (422). */
public final class SchemaRefusedException extends RegistryException {
    private static final long serialVersionUID = 1L;

    SchemaRefusedException(String message) {
        super(message, null);
    }

    SchemaRefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
