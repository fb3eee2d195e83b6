package io.clipstream.loadtest.crash;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A JVM of the harness's own that can be killed, stopped and frozen like a process in production.
 *
 * <p>Signals go through {@code /bin/kill}: Java sends no STOP. Used by one thread at a time.
 */
public final class ChildProcess {
    private final String name;
    private final Process process;
    private boolean frozen;
    private long endBy = Long.MAX_VALUE;
    private boolean hadToBeKilled;

    private ChildProcess(String name, Process process) {
        this.name = name;
        this.process = process;
    }

    /**
     * Starts it; what it prints goes to {@code log}, behind what is there.
     *
     * @param heapMegabytes largest heap
     */
    public static ChildProcess start(String name, Class<?> main, int heapMegabytes, Path log, List<String> arguments)
            throws IOException {
        return start(name, main, heapMegabytes, List.of(), log, arguments);
    }

    /** The same with further options of the JVM. */
    public static ChildProcess start(
            String name, Class<?> main, int heapMegabytes, List<String> options, Path log, List<String> arguments)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // Quick to start and small: many of them share the machine, and none lives long.
        command.addAll(List.of("-Xmx" + heapMegabytes + "m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("-Djava.awt.headless=true", "-XX:+ExitOnOutOfMemoryError"));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(new File(log.toString())))
                .start();
        return new ChildProcess(name, process);
    }

    public String name() {
        return name;
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Its exit code; only once it has ended. */
    public int exitCode() {
        return process.exitValue();
    }

    /** Ends it at once, as {@code kill -9} does, and waits until it is gone. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Asks it to end; {@link #hasEnded} kills it if it does not within {@code atMost}. */
    void beginEnd(Duration atMost) throws InterruptedException {
        thaw();
        process.destroy();
        endBy = System.nanoTime() + atMost.toNanos();
    }

    /** Asks it to end, waits until it is gone, and kills it if it is not within {@code atMost}. */
    public void end(Duration atMost) throws InterruptedException {
        beginEnd(atMost);
        process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS);
        kill();
    }

    /** Whether it is gone. */
    boolean hasEnded() throws InterruptedException {
        if (process.isAlive() && System.nanoTime() > endBy) {
            hadToBeKilled = true;
            kill();
        }
        return !process.isAlive();
    }

    /** Whether it was killed since it did not end as it was asked to. */
    boolean hadToBeKilled() {
        return hadToBeKilled;
    }

    boolean isFrozen() {
        return frozen;
    }

    /** Stops it in mid-step: it holds its connections and says nothing. */
    public void freeze() throws InterruptedException {
        signal("-STOP");
        frozen = true;
    }

    /** Lets it go on, as if no time had passed. */
    public void thaw() throws InterruptedException {
        if (frozen && process.isAlive()) {
            signal("-CONT");
        }
        frozen = false;
    }

    private void signal(String signal) throws InterruptedException {
        try {
            int code = new ProcessBuilder("kill", signal, Long.toString(process.pid()))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
            if (code != 0 && process.isAlive()) {
                throw new IllegalStateException("kill " + signal + " " + process.pid() + " ended with " + code);
            }
        } catch (IOException e) {
            throw new IllegalStateException("cannot send " + signal + " to " + name + ": " + e.getMessage(), e);
        }
    }
}
