package io.clipstream.app.quickstart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clipstream.app.Main;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** The quickstart as a user starts it: a process of its own, with --json. */
final class QuickstartChild {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final Path errors;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Thread reader;

    private QuickstartChild(Process process, Path errors) {
        this.process = process;
        this.errors = errors;
        this.reader = new Thread(this::read, "quickstart-output");
        reader.setDaemon(true);
        reader.start();
    }

    static QuickstartChild start(Path directory, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(
                "-Xmx1g",
                "-XX:+UseSerialGC",
                "-Dclipstream.home=" + Installation.locate().home()));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(List.of("quickstart", "--json"));
        command.addAll(List.of(arguments));
        Path errors = Files.createTempFile(directory, "stderr", ".txt");
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectError(errors.toFile())
                .start();
        return new QuickstartChild(process, errors);
    }

    private void read() {
        try (BufferedReader output = process.inputReader()) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                lines.add(line);
            }
        } catch (IOException e) {
            lines.add("unreadable: " + e.getMessage());
        }
    }

    /** Every line of standard output so far, as JSON. */
    List<JsonNode> objects() throws IOException {
        List<JsonNode> objects = new ArrayList<>();
        for (String line : lines) {
            objects.add(JSON.readTree(line));
        }
        return objects;
    }

    /** What it said on standard error, for a failed assertion. */
    String errors() throws IOException {
        return Files.readString(errors);
    }

    /** The newest line. */
    JsonNode last() throws IOException {
        List<JsonNode> objects = objects();
        return objects.isEmpty() ? JSON.createObjectNode() : objects.get(objects.size() - 1);
    }

    /** Waits for the end; the exit code. */
    int awaitEnd(long seconds) throws InterruptedException {
        if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("the quickstart did not end within " + seconds + " s");
        }
        reader.join();
        return process.exitValue();
    }

    /** Asks it to end, as Ctrl-C does. */
    void interrupt() {
        // Not process.destroy(): that would close the output that is still to be read.
        process.toHandle().destroy();
    }

    /** Kills as kill -9 does, and returns when the process is gone. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** The processes that it has started, and itself. */
    List<ProcessHandle> processes() {
        List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
        all.add(process.toHandle());
        return all;
    }

    boolean isAlive() {
        return process.isAlive();
    }
}
