package io.clipstream.app.doctor;

import java.util.function.Supplier;

/**
 * One thing to look at.
 *
 * @param name of what is looked at, in a word or two
 * @param look looks; what it throws is a failure
 */
public record Check(String name, Supplier<Finding> look) {
    /** Looks; never throws for what it finds, a missing native library among it. */
    public Finding run() {
        try {
            return look.get();
        } catch (RuntimeException | LinkageError e) {
            Throwable root = e;
            while (root.getCause() != null) {
                root = root.getCause();
            }
            return Finding.failed(
                    root.getClass().getSimpleName() + ": " + root.getMessage(),
                    "run again with --verbose and look at the log");
        }
    }
}
