package io.clipstream.topology;

import io.clipstream.schemas.Example;
import java.util.Comparator;
import java.util.Set;

/**
 * The candidates for a limited number of places, and the choice among them.
 *
 * <p>The choice is a pure function of the candidates as a set: it looks at nothing but their own fields, never at the live
 * model or at the order in which they came. Not safe for use by several threads.
 */
interface SelectQuota {
    /** The latest corrected first; of those corrected at the same time by image id. */
    Comparator<Example> NEWEST =
            Comparator.comparing(Example::getCorrectedAt).reversed().thenComparing(Example::getImageId);

    /** Takes in a candidate; there is none of its image yet. */
    void add(Example candidate);

    /** Lets a candidate go that was added. */
    void remove(Example candidate);

    /** Image ids of the chosen ones. */
    Set<String> chosen();
}
