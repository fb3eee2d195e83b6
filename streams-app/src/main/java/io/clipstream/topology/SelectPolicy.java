package io.clipstream.topology;

import io.clipstream.schemas.Example;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Chooses the examples of one class that go into the few-shot buffer.
 *
 * <p>A choice looks at nothing but the examples themselves, so that it does not depend on the order in which they came:
 * the zero-shot margin, never the live model's.
 */
@FunctionalInterface
public interface SelectPolicy {
    /**
     * The chosen examples.
     *
     * @param candidates of one class, in any order, at most one an image
     * @param limit how many at most, from 1
     */
    List<Example> choose(Collection<Example> candidates, int limit);

    /**
     * The default: the most recently corrected; of those corrected at the same time the ones of smallest zero-shot margin,
     * which plain CLIP is least sure of; then by image id.
     */
    static SelectPolicy mostRecent() {
        Comparator<Example> order = Comparator.comparing(Example::getCorrectedAt)
                .reversed()
                .thenComparing(e -> e.getZeroShotMargin() == null ? 1f : e.getZeroShotMargin())
                .thenComparing(Example::getImageId);
        return (candidates, limit) ->
                candidates.stream().sorted(order).limit(limit).toList();
    }
}
