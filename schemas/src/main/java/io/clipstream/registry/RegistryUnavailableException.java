package io.clipstream.registry;

/** No registry could be reached, or each one was overloaded or broken (5xx, 429): worth trying again later. */
public final class RegistryUnavailableException extends RegistryException {
    private static final long serialVersionUID = 1L;

    RegistryUnavailableException(String message) {
        super(message, null);
    }

    RegistryUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
