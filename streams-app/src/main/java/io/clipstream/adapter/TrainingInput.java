package io.clipstream.adapter;

import java.util.Map;

/**
 * Everything that a fit depends on: the same input gives the same bytes on the same machine.
 *
 * @param head classes and text weights
 * @param support the shots
 * @param options options by name, for example {@code clip-adapter.ratio}; methods ignore those of others
 * @param seed of everything random
 */
public record TrainingInput(ClassHead head, SupportSet support, Map<String, String> options, long seed) {
    public TrainingInput {
        options = Map.copyOf(options);
    }
}
