package io.clipstream.topology;

/**
 * An incoming record after decoding: good, or refused with a reason for the dead letter.
 *
 * @param key the key as text; null where refused
 * @param value the value; null for a tombstone, or where refused
 * @param reason null where good
 * @param message what was expected and what came; null where good
 */
public record Incoming<T>(String key, T value, Reason reason, String message) {
    public boolean isRefused() {
        return reason != null;
    }

    static <T> Incoming<T> good(String key, T value) {
        return new Incoming<>(key, value, null, null);
    }

    static <T> Incoming<T> refused(Reason reason, String message) {
        return new Incoming<>(null, null, reason, message);
    }
}
