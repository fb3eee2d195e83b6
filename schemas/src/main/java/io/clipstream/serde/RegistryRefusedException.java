package io.clipstream.serde;

/** The registry answers and declines: credentials, an incompatible or unregistered schema. A person has to act. */
public final class RegistryRefusedException extends RegistryFaultException {
    private static final long serialVersionUID = 1L;

    RegistryRefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
