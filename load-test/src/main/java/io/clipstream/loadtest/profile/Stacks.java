package io.clipstream.loadtest.profile;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Sampled stacks of one process by group of threads, as async-profiler's collapsed format has them; filled and read by one
 * thread.
 *
 * <p>A line is {@code [thread tid=N];outermost;...;innermost samples}.
 */
final class Stacks {
    private static final Pattern LINE =
            Pattern.compile("\\[(?<thread>.*?)(?: tid=\\d+)?];(?<frames>.+) (?<count>\\d+)");
    /** async-profiler marks what kind of code a frame is. */
    private static final Pattern KIND = Pattern.compile("_\\[[0-9a-z]]$");

    private final Map<String, Map<String, Long>> selfByGroup = new TreeMap<>();

    /** Reads a file; lines that are no stacks are left out. */
    static Stacks read(Path collapsed) throws IOException {
        Stacks stacks = new Stacks();
        try (Stream<String> lines = Files.lines(collapsed, StandardCharsets.ISO_8859_1)) {
            lines.forEach(stacks::add);
        }
        return stacks;
    }

    /** Adds a line. */
    void add(String line) {
        Matcher matcher = LINE.matcher(line);
        if (matcher.matches()) {
            String frames = matcher.group("frames");
            String self =
                    KIND.matcher(frames.substring(frames.lastIndexOf(';') + 1)).replaceAll("");
            selfByGroup
                    .computeIfAbsent(ThreadGroups.of(matcher.group("thread")), group -> new TreeMap<>())
                    .merge(self, Long.parseLong(matcher.group("count")), Long::sum);
        }
    }

    /** Samples of all threads. */
    long total() {
        return selfByGroup.keySet().stream().mapToLong(this::samples).sum();
    }

    /** Samples of a group of threads. */
    long samples(String group) {
        return selfByGroup.getOrDefault(group, Map.of()).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    /** Groups and their samples, busiest first. */
    Map<String, Long> groups() {
        Map<String, Long> groups = new TreeMap<>();
        selfByGroup.keySet().forEach(group -> groups.put(group, samples(group)));
        return busiestFirst(groups, Integer.MAX_VALUE);
    }

    /** The frames in which most samples of a group were taken, with their samples. */
    Map<String, Long> top(String group, int most) {
        return busiestFirst(selfByGroup.getOrDefault(group, Map.of()), most);
    }

    private static Map<String, Long> busiestFirst(Map<String, Long> counts, int most) {
        Map<String, Long> sorted = new LinkedHashMap<>();
        counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(most)
                .forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
        return sorted;
    }
}
