package io.clipstream.clip.jpeg;

/** Says that a JPEG is damaged, or of a kind that is left to another decoder. */
public final class UnusualJpegException extends Exception {
    private static final long serialVersionUID = 1;

    UnusualJpegException(String message) {
        // Nobody prints it: the other decoder says what is wrong, if anything is.
        super(message, null, false, false);
    }
}
