package io.clipstream.topology;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/** Keys of the learning topics: a task's name, or the name, a slash and something within the task. */
public final class TaskKeys {
    /** What a task's name must be, for messages. */
    static final String NAME_RULE = "[a-z0-9._-]+, at most 200 characters";

    /** Longest image id in bytes: it is carried through topics that take a megabyte, in lists too. */
    static final int LONGEST_IMAGE_ID = 1024;

    private static final String BACKBONE = "backbone/";

    private static final Pattern TASK = Pattern.compile("[a-z0-9._-]{1,200}");

    private TaskKeys() {}

    /** Whether {@code name} may name a task. */
    public static boolean isTaskName(String name) {
        return name != null && TASK.matcher(name).matches();
    }

    /** What is wrong with an image id, which becomes part of composed keys; empty if nothing is. */
    static Optional<String> imageIdProblem(String id) {
        int bytes = id.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > LONGEST_IMAGE_ID) {
            return Optional.of("the image id has " + bytes + " bytes, expected at most " + LONGEST_IMAGE_ID);
        }
        return id.indexOf(CollectStores.END) < 0
                ? Optional.empty()
                : Optional.of("an image id must not hold the character U+0000");
    }

    /** The key of something within a task: an image id, or a version number. */
    public static String within(String task, Object id) {
        return task + "/" + id;
    }

    /** The key of the pointer that serves a backbone beside the one in use. */
    static String backbone(String task, String modelId) {
        return within(task, BACKBONE + modelId);
    }

    /** The backbone that a key within a task is the pointer of; empty where it is something else. */
    public static Optional<String> backboneOf(String key) {
        String id = idOf(key);
        return id.startsWith(BACKBONE) ? Optional.of(id.substring(BACKBONE.length())) : Optional.empty();
    }

    /** The task part of a key. */
    public static String taskOf(String key) {
        int slash = key.indexOf('/');
        return slash < 0 ? key : key.substring(0, slash);
    }

    /** What follows the task in a key; empty where the key is the task itself. */
    public static String idOf(String key) {
        int slash = key.indexOf('/');
        return slash < 0 ? "" : key.substring(slash + 1);
    }
}
