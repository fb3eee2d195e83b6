package io.clipstream.adapter;

/** An adapter version that cannot be used, with the reason; the last good one stays. */
public final class InvalidAdapterException extends Exception {
    private static final long serialVersionUID = 1L;

    public InvalidAdapterException(String message) {
        super(message);
    }
}
