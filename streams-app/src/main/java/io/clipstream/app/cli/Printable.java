package io.clipstream.app.cli;

/** Text from outside on a terminal: no control characters, which could move its cursor or hide a line. */
final class Printable {
    private Printable() {}

    /** The text on one line, cut after {@code most} characters. */
    static String line(String text, int most) {
        StringBuilder line = new StringBuilder();
        text.codePoints().limit(most).forEach(c -> line.appendCodePoint(isPlain(c) ? c : '\uFFFD'));
        return text.codePointCount(0, text.length()) > most ? line + "..." : line.toString();
    }

    /** Whether a terminal only shows the character. */
    static boolean isPlain(int c) {
        int type = Character.getType(c);
        // FORMAT holds what turns the direction of writing.
        return type != Character.CONTROL
                && type != Character.FORMAT
                && type != Character.LINE_SEPARATOR
                && type != Character.PARAGRAPH_SEPARATOR
                && type != Character.SURROGATE;
    }
}
