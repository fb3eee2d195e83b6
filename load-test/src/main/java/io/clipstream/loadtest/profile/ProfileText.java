package io.clipstream.loadtest.profile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What was recorded of all processes, for people: busiest process first, in it the busiest threads, in them the frames. */
final class ProfileText {
    private static final double MEGA = 1e6;
    /** Groups of threads with a smaller share of a process's samples are left out. */
    private static final double SMALL = 0.02;

    private final int frames;

    ProfileText(int frames) {
        this.frames = frames;
    }

    private record Process(Flight flight, Stacks stacks) {}

    /** Reads a folder of recordings. */
    String of(Path folder) throws IOException {
        List<Process> processes = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".jfr")).sorted().toList()) {
                Flight flight = Flight.read(file);
                Path collapsed = folder.resolve(flight.pid() + ".collapsed");
                processes.add(new Process(flight, Files.exists(collapsed) ? Stacks.read(collapsed) : new Stacks()));
            }
        }
        processes.sort(
                Comparator.comparingLong((Process p) -> p.stacks().total()).reversed());
        long all = processes.stream().mapToLong(p -> p.stacks().total()).sum();
        StringBuilder text = new StringBuilder();
        processes.forEach(process -> add(text, process, all));
        return text.toString();
    }

    private void add(StringBuilder text, Process process, long all) {
        Flight flight = process.flight();
        Stacks stacks = process.stacks();
        text.append(String.format(
                "%n%s (process %d): %.1f %% of the processor time of all; %d collections paused it for %d ms, heap"
                        + " after one at most %.0f MB%n",
                flight.program(),
                flight.pid(),
                percent(stacks.total(), all),
                flight.collections(),
                flight.pauses().toMillis(),
                flight.heapAfter() / MEGA));
        for (Map.Entry<String, Long> group : stacks.groups().entrySet()) {
            if (group.getValue() < SMALL * stacks.total()) {
                continue;
            }
            text.append(String.format("  %5.1f %%  %s%n", percent(group.getValue(), stacks.total()), group.getKey()));
            stacks.top(group.getKey(), frames)
                    .forEach((frame, count) -> text.append(
                            String.format("           %5.1f %%  %s%n", percent(count, stacks.total()), frame)));
        }
        flight.allocated(frames)
                .forEach((group, bytes) ->
                        text.append(String.format("  %,8.0f MB allocated by %s%n", bytes / MEGA, group)));
    }

    private static double percent(long part, long whole) {
        return whole == 0 ? 0 : 100.0 * part / whole;
    }
}
