package io.clipstream.adapter;

import java.util.List;
import java.util.Map;

/**
 * An option of a method that is one of a few words.
 *
 * @param name key in the options, for example {@code clip-adapter.variant}
 * @param fallback value where the option is absent, one of {@code words}
 * @param words all that are allowed
 */
record WordOption(String name, String fallback, List<String> words) implements MethodOption {
    /** An option whose first word is its default. */
    static WordOption of(String name, String... words) {
        return new WordOption(name, words[0], List.of(words));
    }

    /** Its value in these options; throws {@link IllegalArgumentException} naming key, value and the allowed words. */
    String in(Map<String, String> options) {
        String word = options.getOrDefault(name, fallback);
        if (!words.contains(word)) {
            throw new IllegalArgumentException(
                    "option " + name + " is '" + word + "', expected one of " + String.join(", ", words));
        }
        return word;
    }

    @Override
    public void check(Map<String, String> options) {
        in(options);
    }
}
