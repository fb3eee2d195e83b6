package io.clipstream.adapter;

import java.util.Map;

/** An option of a method, which knows its name and what it may be. */
sealed interface MethodOption permits NumberOption, WordOption {
    /** Key in the options, for example {@code clip-adapter.ratio}. */
    String name();

    /** Throws {@link IllegalArgumentException} naming key, value and what was expected, unless these options fit. */
    void check(Map<String, String> options);
}
