package io.clipstream.registry;

import java.util.List;

/**
 * A registry's answer to whether a schema could become the next version of a subject.
 *
 * @param compatible whether it could
 * @param reasons why not, in the registry's words; may be empty, since not every registry gives any
 */
public record Compatibility(boolean compatible, List<String> reasons) {

    /** Copies the reasons. */
    public Compatibility {
        reasons = List.copyOf(reasons);
    }
}
