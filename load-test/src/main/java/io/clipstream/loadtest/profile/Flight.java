package io.clipstream.loadtest.profile;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;

/**
 * What a flight recording of one process says: who it was, its pauses, and what was allocated by which group of threads;
 * filled and read by one thread.
 */
final class Flight {
    private final Map<String, Long> allocated = new TreeMap<>();
    private String program = "unknown";
    private long pid;
    private Duration pauses = Duration.ZERO;
    private long collections;
    private long heapAfter;

    /** Reads a recording. */
    static Flight read(Path recording) throws IOException {
        Flight flight = new Flight();
        try (RecordingFile file = new RecordingFile(recording)) {
            while (file.hasMoreEvents()) {
                flight.add(file.readEvent());
            }
        }
        return flight;
    }

    private void add(RecordedEvent event) {
        switch (event.getEventType().getName()) {
            case "jdk.JVMInformation" -> {
                pid = event.getLong("pid");
                program = program(event.getString("javaArguments"));
            }
            case "jdk.GarbageCollection" -> {
                collections++;
                pauses = pauses.plus(event.getDuration("sumOfPauses"));
            }
            case "jdk.GCHeapSummary" -> {
                if (event.getString("when").equals("After GC")) {
                    heapAfter = Math.max(heapAfter, event.getLong("heapUsed"));
                }
            }
            case "jdk.ObjectAllocationSample" -> {
                RecordedThread thread = event.getThread();
                allocated.merge(
                        thread == null || thread.getJavaName() == null
                                ? "others"
                                : ThreadGroups.of(thread.getJavaName()),
                        event.getLong("weight"),
                        Long::sum);
            }
            default -> {
                // Everything else is for Java Mission Control.
            }
        }
    }

    /** The main class's simple name, or a jar's. */
    private static String program(String arguments) {
        String main = arguments == null || arguments.isBlank()
                ? "unknown"
                : arguments.strip().split("\\s+")[0];
        return main.substring(Math.max(main.lastIndexOf('.', main.length() - 5), main.lastIndexOf('/')) + 1);
    }

    String program() {
        return program;
    }

    long pid() {
        return pid;
    }

    /** Sum of the collector's pauses. */
    Duration pauses() {
        return pauses;
    }

    long collections() {
        return collections;
    }

    /** Most bytes that a collection left. */
    long heapAfter() {
        return heapAfter;
    }

    /** Bytes allocated by group of threads, most first; an estimate from samples. */
    Map<String, Long> allocated(int most) {
        Map<String, Long> sorted = new LinkedHashMap<>();
        allocated.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .limit(most)
                .forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
        return sorted;
    }
}
