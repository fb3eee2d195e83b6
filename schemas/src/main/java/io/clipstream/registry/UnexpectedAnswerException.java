package io.clipstream.registry;

/** The registry answered something outside its API, for example a page of a proxy. */
public final class UnexpectedAnswerException extends RegistryException {
    private static final long serialVersionUID = 1L;

    UnexpectedAnswerException(String message) {
        super(message, null);
    }

    UnexpectedAnswerException(String message, Throwable cause) {
        super(message, cause);
    }
}
