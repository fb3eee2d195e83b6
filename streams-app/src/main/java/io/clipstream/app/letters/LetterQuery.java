package io.clipstream.app.letters;

/**
 * Which letters are wanted.
 *
 * @param filter by what their headers say
 * @param task by the task that their value names; null for any
 */
public record LetterQuery(LetterFilter filter, String task) {
    /** Every letter. */
    public static final LetterQuery ALL = new LetterQuery(LetterFilter.ALL, null);
}
