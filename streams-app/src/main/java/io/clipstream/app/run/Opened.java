package io.clipstream.app.run;

import java.util.ArrayDeque;
import java.util.Deque;

/** What a constructor has opened so far, to be closed again where it cannot finish; one thread. */
final class Opened {
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    /** Another one; returned. */
    <T extends AutoCloseable> T add(T part) {
        parts.push(part);
        return part;
    }

    /** Closes all of it, the last first; what goes wrong with that is added to the reason. */
    void close(Throwable reason) {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                reason.addSuppressed(e);
            }
        }
    }
}
