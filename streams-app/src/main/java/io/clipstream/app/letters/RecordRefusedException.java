package io.clipstream.app.letters;

/** A record that Kafka does not take, and will not take if it is sent again. */
final class RecordRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    RecordRefusedException(Throwable cause) {
        super(cause.getMessage(), cause);
    }
}
