package io.clipstream.topology;

/** Hears of every dead letter that a topology writes, on its stream threads. */
@FunctionalInterface
public interface LetterListener {
    /** Hears nothing. */
    LetterListener NONE = (stage, reason) -> {};

    /** A record is refused; what is undone by a crash before its commit is heard again. */
    void refused(Stage stage, Reason reason);
}
