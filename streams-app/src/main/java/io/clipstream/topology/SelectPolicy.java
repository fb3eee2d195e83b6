package io.clipstream.topology;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * Which shots of a class go into the few-shot buffer; a task names one in {@code bufferPolicy}, a deployment in
 * {@code collect.buffer.policy}.
 */
public enum SelectPolicy {
    /** The default: of the newest those that plain CLIP is unsure of and that look like no better one. */
    DIVERSE("diverse", SelectDiverse::new),
    /** The most recently corrected. */
    MOST_RECENT("most-recent", SelectMostRecent::new);

    private final String word;
    private final IntFunction<SelectQuota> quotas;

    SelectPolicy(String word, IntFunction<SelectQuota> quotas) {
        this.word = word;
        this.quotas = quotas;
    }

    /** Its name in specifications and in the configuration. */
    public String word() {
        return word;
    }

    /** An empty quota; {@code limit} how many shots it chooses at most, from 0. */
    SelectQuota quota(int limit) {
        return quotas.apply(limit);
    }

    /** The policy of that name; empty for none. */
    public static Optional<SelectPolicy> named(String word) {
        return Arrays.stream(values())
                .filter(policy -> policy.word.equals(word))
                .findFirst();
    }

    /** The names that there are, for messages. */
    public static String words() {
        return String.join(", ", Arrays.stream(values()).map(SelectPolicy::word).toList());
    }
}
