package io.clipstream.loadtest.cli;

import picocli.CommandLine.Option;

/** The flags that say what the scorers of a run promise, and how their group shares its work. */
public final class GuaranteeOptions {
    @Option(
            names = "--guarantee",
            paramLabel = "WORD",
            description = "exactly-once or at-least-once (default: ${DEFAULT-VALUE}).")
    private String guarantee = "exactly-once";

    @Option(
            names = "--protocol",
            paramLabel = "WORD",
            description = "Group protocol, classic or streams (default: ${DEFAULT-VALUE}).")
    private String protocol = "classic";

    /**
     * What the scorers promise.
     *
     * @throws IllegalArgumentException if the word is none of the two
     */
    public Guarantee guarantee() {
        String once = Guarantee.EXACTLY_ONCE.word();
        String word = Words.oneOf("guarantee", guarantee, once, Guarantee.AT_LEAST_ONCE.word());
        return word.equals(once) ? Guarantee.EXACTLY_ONCE : Guarantee.AT_LEAST_ONCE;
    }

    /**
     * Classic or streams.
     *
     * @throws IllegalArgumentException if the word is none of the two
     */
    public String protocol() {
        return Words.oneOf("protocol", protocol, "classic", "streams");
    }
}
