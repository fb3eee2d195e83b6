package io.clipstream.loadtest.scale;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A {@link ScaleWorker} as its parent sees it; used by one thread. */
final class WorkerProcess implements AutoCloseable {
    private static final long END_SECONDS = 20;
    private static final long LOOK_MILLIS = 20;

    private final Process process;
    private final Writer questions;
    private final BufferedReader answers;
    private final Path log;
    private final long begun = System.nanoTime();

    private WorkerProcess(Process process, Path log) {
        this.process = process;
        this.questions = process.outputWriter();
        this.answers = process.inputReader();
        this.log = log;
    }

    /**
     * Starts it.
     *
     * @param options of its JVM, beside the product's own
     * @param log what it logs
     * @param arguments as {@link ScaleWorker} takes them
     */
    static WorkerProcess start(List<String> options, Path log, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Djava.awt.headless=true", "-XX:+ExitOnOutOfMemoryError"));
        command.add("--enable-native-access=ALL-UNNAMED");
        String home = System.getProperty("clipstream.home");
        if (home != null) {
            command.add("-Dclipstream.home=" + home);
        }
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), ScaleWorker.class.getName()));
        command.addAll(arguments);
        return new WorkerProcess(
                new ProcessBuilder(command)
                        .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                        .start(),
                log);
    }

    /**
     * Waits until it is ready; returns the seconds from its start.
     *
     * @throws IllegalStateException if it is not in time
     */
    double awaitReady(Duration atMost) throws IOException, InterruptedException {
        while (true) {
            Look look = look();
            double seconds = (System.nanoTime() - begun) / 1e9;
            if (look.ready()) {
                return seconds;
            }
            if (seconds > atMost.toSeconds()) {
                throw new IllegalStateException(
                        "a scorer was not ready after " + atMost.toSeconds() + " s; its log is " + log);
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
    }

    /**
     * Looks at it.
     *
     * @throws IllegalStateException if it has ended
     */
    Look look() throws IOException {
        return ask(ScaleWorker.LOOK);
    }

    /** The same after a collection: its heap is what is live. */
    Look collected() throws IOException {
        return ask(ScaleWorker.COLLECT);
    }

    private Look ask(char question) throws IOException {
        String answer;
        try {
            questions.write(question);
            questions.flush();
            do {
                answer = answers.readLine();
            } while (answer != null && !answer.startsWith(ScaleWorker.ANSWER));
        } catch (IOException e) {
            answer = null;
        }
        if (answer == null) {
            throw new IllegalStateException("a scorer ended by itself; its log, " + log + ", says why");
        }
        return Look.of(answer.substring(ScaleWorker.ANSWER.length()));
    }

    /** Ends it at once, as {@code kill -9} does. */
    void kill() {
        try {
            process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Has it end, so that what records it can write its recording; one that does not is killed. */
    @Override
    public void close() {
        try {
            questions.close();
            if (process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                return;
            }
        } catch (IOException e) {
            // It has ended already.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        kill();
    }
}
