package io.clipstream.serde;

/** No registry answers at the moment: the same call may succeed later. */
public final class RegistryDownException extends RegistryFaultException {
    private static final long serialVersionUID = 1L;

    RegistryDownException(String message, Throwable cause) {
        super(message, cause);
    }
}
