package io.clipstream.app.doctor;

/**
 * What a check found.
 *
 * @param detail what is there
 * @param remedy what to do; empty where nothing is to be done
 */
public record Finding(Status status, String detail, String remedy) {
    /** How bad it is. */
    public enum Status {
        /** As it should be. */
        OK,
        /** It works, and could be better. */
        WARNING,
        /** It does not work. */
        FAILED
    }

    static Finding ok(String detail) {
        return new Finding(Status.OK, detail, "");
    }

    static Finding warning(String detail, String remedy) {
        return new Finding(Status.WARNING, detail, remedy);
    }

    static Finding failed(String detail, String remedy) {
        return new Finding(Status.FAILED, detail, remedy);
    }
}
