package io.clipstream.clip.hub;

import java.io.IOException;

/** A model that cannot be had from the hub or its cache; the message says why and what to do. */
public class HubException extends IOException {
    private static final long serialVersionUID = 1L;

    public HubException(String message) {
        super(message);
    }

    public HubException(String message, Throwable cause) {
        super(message, cause);
    }
}
