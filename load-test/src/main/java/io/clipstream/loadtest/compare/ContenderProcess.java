package io.clipstream.loadtest.compare;

import io.clipstream.app.quickstart.Installation;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A contender's process, alive for one turn; one thread. */
final class ContenderProcess implements AutoCloseable {
    private static final long GRACE_SECONDS = 30;

    private final Process process;
    private final Path log;

    private ContenderProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Starts any program; what it prints goes to {@code log}, behind what is there. Its input ends with this process. */
    static ContenderProcess start(List<String> command, Path log) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(new File(log.toString())));
        // What the user has configured elsewhere is not what is compared.
        builder.environment().keySet().removeIf(name -> name.startsWith("CLIPSTREAM_"));
        return new ContenderProcess(builder.start(), log);
    }

    /** The command of a JVM with the options of the launcher. */
    static List<String> java(Class<?> main, List<String> options, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Djava.awt.headless=true", "-Dfile.encoding=UTF-8"));
        command.add(
                "-D" + Installation.HOME_PROPERTY + "=" + Installation.locate().home());
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-XX:+ExitOnOutOfMemoryError"));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        return command;
    }

    /** Fails if it has ended by itself. */
    void requireAlive() {
        if (!process.isAlive()) {
            throw new IllegalStateException("ended by itself with exit code " + process.exitValue() + "; see " + log);
        }
    }

    /** Processor time of it and of the processes that it has started, in seconds. */
    double coreSeconds() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .map(handle -> handle.info().totalCpuDuration().orElse(Duration.ZERO))
                .mapToDouble(time -> time.toNanos() / 1e9)
                .sum();
    }

    /** Asks it to end as a person would, and kills it and what it has started if it does not. */
    @Override
    public void close() {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroy();
        try {
            process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS);
            process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        } finally {
            children.forEach(ProcessHandle::destroyForcibly);
        }
    }
}
