package io.clipstream.topology;

import java.util.regex.Pattern;

/** Keys of the learning topics: a task's name, or the name, a slash and something within the task. */
public final class TaskKeys {
    private static final Pattern TASK = Pattern.compile("[a-z0-9._-]+");

    private TaskKeys() {}

    /** Whether {@code name} may name a task. */
    public static boolean isTaskName(String name) {
        return name != null && TASK.matcher(name).matches();
    }

    /** The key of something within a task: an image id, or a version number. */
    public static String within(String task, Object id) {
        return task + "/" + id;
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
