package io.clipstream.registry;

/** What the registry keeps there is not an Avro schema, or not one that can be read. */
public final class NotAvroSchemaException extends RegistryException {
    private static final long serialVersionUID = 1L;

    NotAvroSchemaException(String message) {
        super(message, null);
    }

    NotAvroSchemaException(String message, Throwable cause) {
        super(message, cause);
    }
}
