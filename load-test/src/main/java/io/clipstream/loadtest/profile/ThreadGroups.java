package io.clipstream.loadtest.profile;

import java.util.regex.Pattern;

/** Threads that do the same work have names that differ in numbers only. */
final class ThreadGroups {
    private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
    private static final Pattern PORT = Pattern.compile("127\\.0\\.0\\.1:\\d+|localhost:\\d+");
    private static final Pattern NUMBER = Pattern.compile("(?<![A-Za-z])\\d+");

    private ThreadGroups() {}

    /** The name without what tells it from its like: {@code clipstream-decode-3} becomes {@code clipstream-decode-N}. */
    static String of(String thread) {
        String name = PORT.matcher(UUID.matcher(thread).replaceAll("ID")).replaceAll("HOST");
        return NUMBER.matcher(name).replaceAll("N").trim();
    }
}
