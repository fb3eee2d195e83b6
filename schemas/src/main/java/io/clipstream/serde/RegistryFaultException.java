package io.clipstream.serde;

/** The schema registry is at fault, or our access to it: the record may be good and must not be given up. */
public abstract sealed class RegistryFaultException extends AvroSerdeException
        permits RegistryDownException, RegistryRefusedException {
    private static final long serialVersionUID = 1L;

    RegistryFaultException(String message, Throwable cause) {
        super(message, cause);
    }
}
