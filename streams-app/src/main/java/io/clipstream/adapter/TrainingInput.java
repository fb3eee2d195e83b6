package io.clipstream.adapter;

import java.util.Map;

/**
 * Everything that a fit depends on: the same input gives the same bytes on the same machine.
 *
 * @param head classes and text weights
 * @param support the shots, their labels and dimension fitting the head, their values finite
 * @param options options by name, for example {@code clip-adapter.ratio}; methods ignore those of others
 * @param seed of everything random
 */
public record TrainingInput(ClassHead head, SupportSet support, Map<String, String> options, long seed) {
    public TrainingInput {
        options = Map.copyOf(options);
        for (Shot shot : support.shots()) {
            check(shot, head);
        }
    }

    /** The same input with other shots. */
    public TrainingInput with(SupportSet other) {
        return new TrainingInput(head, other, options, seed);
    }

    private static void check(Shot shot, ClassHead head) {
        if (shot.label() < 0 || shot.label() >= head.classes()) {
            throw new IllegalArgumentException("shot '" + shot.id() + "' has label " + shot.label()
                    + ", expected a class from 0 to " + (head.classes() - 1));
        }
        if (shot.feature().length != head.dimension()) {
            throw new IllegalArgumentException("shot '" + shot.id() + "' has a feature of dimension "
                    + shot.feature().length + ", expected " + head.dimension());
        }
        for (float value : shot.feature()) {
            if (!Float.isFinite(value)) {
                throw new IllegalArgumentException(
                        "shot '" + shot.id() + "' has a feature with value " + value + ", expected finite numbers");
            }
        }
    }
}
