package io.clipstream.registry;

/** The registry does not know this id, subject or version (404). */
public final class SchemaNotFoundException extends RegistryException {
    private static final long serialVersionUID = 1L;

    SchemaNotFoundException(String message) {
        super(message, null);
    }

    SchemaNotFoundException(String message, Throwable cause) {
        super(message, cause);
    }
}
