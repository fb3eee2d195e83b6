package io.clipstream.loadtest.cli;

import java.util.List;

/** Flags whose value is one of a few words. */
public final class Words {
    private Words() {}

    /**
     * Returns the word that was found.
     *
     * @throws IllegalArgumentException if it is none of the words
     */
    public static String oneOf(String what, String found, String... words) {
        if (!List.of(words).contains(found)) {
            throw new IllegalArgumentException(
                    "expected the " + what + " " + String.join(" or ", words) + ", found '" + found + "'");
        }
        return found;
    }
}
