package io.clipstream.clip;

/** A device that was asked for and cannot be used; the message says why, and what to do about it. */
public final class DeviceUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public DeviceUnavailableException(String message) {
        super(message);
    }
}
