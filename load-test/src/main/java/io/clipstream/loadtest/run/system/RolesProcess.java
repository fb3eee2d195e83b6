package io.clipstream.loadtest.run.system;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clipstream.app.client.RefusedException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The process of the measured roles, seen through its console; used by one thread. */
final class RolesProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long LOOK_MILLIS = 100;
    private static final long END_SECONDS = 30;

    private final HttpClient client = HttpClient.newHttpClient();
    private final Process process;
    private final Path log;
    private final URI console;

    private RolesProcess(Process process, Path log) throws IOException {
        this.process = process;
        this.log = log;
        String address = process.inputReader().readLine();
        if (address == null) {
            throw new RefusedException("the roles did not start; " + log + " says why");
        }
        this.console = URI.create(address);
    }

    /**
     * Starts it and waits until its console answers.
     *
     * @param log file for what it logs
     * @param options further options of its JVM
     * @param pairs its configuration, as {@code key=value}
     */
    static RolesProcess start(Path log, List<String> options, List<String> pairs) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Djava.awt.headless=true", "-Dfile.encoding=UTF-8"));
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-XX:+ExitOnOutOfMemoryError"));
        String home = System.getProperty("clipstream.home");
        if (home != null) {
            command.add("-Dclipstream.home=" + home);
        }
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), RolesMain.class.getName()));
        command.addAll(pairs);
        Process process =
                new ProcessBuilder(command).redirectError(log.toFile()).start();
        try {
            return new RolesProcess(process, log);
        } catch (IOException | RuntimeException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    long pid() {
        return process.pid();
    }

    /** Where its metrics are. */
    URI metrics() {
        return console.resolve("metrics");
    }

    /**
     * Waits until all roles are ready and every task is scored.
     *
     * @throws RefusedException if the process ends, or this takes too long
     */
    void awaitLive(Collection<String> tasks, Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!isReady() || !scores(tasks)) {
            if (!process.isAlive()) {
                throw new RefusedException("the roles ended while they started; " + log + " says why");
            }
            if (System.nanoTime() > deadline) {
                throw new RefusedException("the roles do not score " + tasks.size() + " tasks after "
                        + atMost.toSeconds() + " s; " + log + " says how far they are");
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
    }

    private boolean isReady() throws InterruptedException {
        return get("health/ready").statusCode() == 200;
    }

    private boolean scores(Collection<String> tasks) throws InterruptedException {
        try {
            JsonNode live = new ObjectMapper()
                    .readTree(get("status.json").body())
                    .path("score")
                    .path("live versions");
            return tasks.stream().allMatch(live::has);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the console's status is not JSON", e);
        }
    }

    private HttpResponse<String> get(String path) throws InterruptedException {
        try {
            return client.send(
                    HttpRequest.newBuilder(console.resolve(path))
                            .timeout(PATIENCE)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new RefusedException("the roles do not answer at " + console + "; " + log + " says why", e);
        }
    }

    /** Asks it to end, and makes it if it does not. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
