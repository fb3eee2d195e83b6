package io.clipstream.topology;

/** A class list that no head can be made of, with the reason in a sentence for people. */
public final class UnusableHeadException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnusableHeadException(String message) {
        super(message);
    }
}
