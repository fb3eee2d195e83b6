package io.clipstream.registry;

/** Says that a schema registry did not do what was asked; the subclass says who is at fault. */
public abstract sealed class RegistryException extends RuntimeException
        permits NotAvroSchemaException,
                RegistryUnavailableException,
                RegistryUnauthorisedException,
                SchemaNotFoundException,
                SchemaRefusedException,
                UnexpectedAnswerException {
    private static final long serialVersionUID = 1L;

    RegistryException(String message, Throwable cause) {
        super(message, cause);
    }
}
