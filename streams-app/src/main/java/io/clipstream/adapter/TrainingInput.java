package io.clipstream.adapter;

import java.util.Map;

/**
 * Everything that a fit depends on: the same input gives the same bytes on the same machine.
 *
 * @param head classes and text weights
 * @param support the shots, their labels and dimension fitting the head, their values finite
 * @param sample unlabelled features of the same task's stream, their dimension fitting the head; may be empty
 * @param options options by name, for example {@code clip-adapter.ratio}; methods ignore those of others
 * @param seed of everything random
 */
public record TrainingInput(
        ClassHead head, SupportSet support, UnlabelledSample sample, Map<String, String> options, long seed) {
    public TrainingInput {
        options = Map.copyOf(options);
        for (Shot shot : support.shots()) {
            check(shot, head);
        }
        for (UnlabelledSample.Row row : sample.rows()) {
            checkDimension("sampled image", row.id(), row.feature(), head);
        }
    }

    /** An input without an unlabelled sample. */
    public TrainingInput(ClassHead head, SupportSet support, Map<String, String> options, long seed) {
        this(head, support, UnlabelledSample.EMPTY, options, seed);
    }

    /** The same input with other shots. */
    public TrainingInput with(SupportSet other) {
        return new TrainingInput(head, other, sample, options, seed);
    }

    /** Throws {@link IllegalArgumentException} naming what does not fit. */
    static void check(Shot shot, ClassHead head) {
        if (shot.label() < 0 || shot.label() >= head.classes()) {
            throw new IllegalArgumentException("shot '" + shot.id() + "' has label " + shot.label()
                    + ", expected a class from 0 to " + (head.classes() - 1));
        }
        checkDimension("shot", shot.id(), shot.feature(), head);
        for (float value : shot.feature()) {
            if (!Float.isFinite(value)) {
                throw new IllegalArgumentException(
                        "shot '" + shot.id() + "' has a feature with value " + value + ", expected finite numbers");
            }
        }
    }

    private static void checkDimension(String what, String id, float[] feature, ClassHead head) {
        if (feature.length != head.dimension()) {
            throw new IllegalArgumentException(what + " '" + id + "' has a feature of dimension " + feature.length
                    + ", expected " + head.dimension());
        }
    }
}
