package io.clipstream.loadtest.cli;

/** The promise that a run holds the scorers to. */
public enum Guarantee {
    EXACTLY_ONCE("exactly-once", "exactly_once_v2"),
    AT_LEAST_ONCE("at-least-once", "at_least_once");

    private final String word;
    private final String setting;

    Guarantee(String word, String setting) {
        this.word = word;
        this.setting = setting;
    }

    /** For people. */
    public String word() {
        return word;
    }

    /** Value of {@code score.processing.guarantee}. */
    public String setting() {
        return setting;
    }
}
