package io.clipstream.registry;

/** The registry wants other credentials (401) or forbids this to ours (403). */
public final class RegistryUnauthorisedException extends RegistryException {
    private static final long serialVersionUID = 1L;

    RegistryUnauthorisedException(String message) {
        super(message, null);
    }

    RegistryUnauthorisedException(String message, Throwable cause) {
        super(message, cause);
    }
}
