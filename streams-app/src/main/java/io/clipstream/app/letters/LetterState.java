package io.clipstream.app.letters;

/** What became of a dead letter. */
public enum LetterState {
    /** Nobody has replayed it. */
    OPEN,
    /** Its record was replayed, and has not been refused since. */
    REPLAYED,
    /** Its record was replayed, and was refused once more: there is a later letter. */
    REFUSED_AGAIN
}
