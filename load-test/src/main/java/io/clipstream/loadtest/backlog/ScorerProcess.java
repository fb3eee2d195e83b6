package io.clipstream.loadtest.backlog;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The process of the measured scorer, and what it says of its memory; used by one thread. */
final class ScorerProcess implements AutoCloseable {
    private static final String RESIDENT = "VmRSS:";

    private final Process process;
    private final BufferedWriter questions;
    private final BufferedReader answers;

    private ScorerProcess(Process process) {
        this.process = process;
        this.questions = process.outputWriter();
        this.answers = process.inputReader();
    }

    /**
     * A look at its memory, in bytes.
     *
     * @param resident what the operating system counts
     * @param liveHeap what the last collections left
     */
    record Look(long resident, long liveHeap, long direct, long inFlight) {}

    /** Starts it; what it logs goes to {@code log}. */
    static ScorerProcess start(BacklogOptions options, Path log, List<String> pairs) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx" + options.heapMegabytes() + "m", "-Djava.awt.headless=true"));
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError"));
        String home = System.getProperty("clipstream.home");
        if (home != null) {
            command.add("-Dclipstream.home=" + home);
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), BacklogScorer.class.getName()));
        command.add(Long.toString(options.batchMillis()));
        command.addAll(pairs);
        return new ScorerProcess(
                new ProcessBuilder(command).redirectError(log.toFile()).start());
    }

    /**
     * Looks at its memory.
     *
     * @throws IllegalStateException if it has ended
     */
    Look look() throws IOException {
        questions.write("\n");
        questions.flush();
        String answer = answers.readLine();
        if (answer == null) {
            throw new IllegalStateException("the scorer ended by itself; its log says why");
        }
        String[] numbers = answer.split(" ");
        return new Look(resident(), Long.parseLong(numbers[0]), Long.parseLong(numbers[1]), Long.parseLong(numbers[2]));
    }

    private long resident() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
            if (line.startsWith(RESIDENT)) {
                return Long.parseLong(line.substring(RESIDENT.length())
                                .replace("kB", "")
                                .strip())
                        * 1024;
            }
        }
        throw new IllegalStateException(
                "the operating system does not say what memory process " + process.pid() + " has; this needs Linux");
    }

    @Override
    public void close() {
        try {
            process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
