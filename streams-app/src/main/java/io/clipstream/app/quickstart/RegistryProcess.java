package io.clipstream.app.quickstart;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A schema registry (Apicurio, speaking Confluent's REST API) as a child process on loopback, for a quickstart.
 *
 * <p>Its schemas lie in a database file in the state folder and every commit is written through, so an id that was
 * handed out stays valid whatever is killed when: records keep the ids of their schemas. The child ends with this
 * process, see {@link RegistryMain}. Start and close it from one thread.
 */
public final class RegistryProcess implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RegistryProcess.class);
    private static final Duration START_LIMIT = Duration.ofMinutes(3);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(50);
    private static final int LOG_LINES = 25;
    private static final String DATABASE = "schemas";
    private static final String HOST = "127.0.0.1";
    /** What the child may see of our environment: a stray variable must not configure it. */
    private static final Set<String> ENVIRONMENT = Set.of("PATH", "HOME", "TMPDIR", "TEMP", "LANG", "SystemRoot");

    private final StateFolder folder;
    private final Process process;
    private final String url;

    private RegistryProcess(StateFolder folder, Process process, String url) {
        this.folder = folder;
        this.process = process;
        this.url = url;
    }

    /**
     * Starts the registry and returns when it answers.
     *
     * @param registryHome the unpacked registry, {@link Installation#registry()}
     * @param directory its state (database, log, port), made if missing, kept on close
     * @throws IllegalStateException when another process uses the folder, or the registry is not up within 3 min; the
     *     message has the last lines of its log
     */
    public static RegistryProcess start(Path registryHome, Path directory) {
        try {
            StateFolder folder = StateFolder.open(directory.toAbsolutePath());
            try {
                return startIn(folder, Installation.registryJar(registryHome.toAbsolutePath()));
            } catch (IOException | RuntimeException e) {
                folder.close();
                throw e;
            }
        } catch (IOException e) {
            throw new IllegalStateException("The schema registry cannot use its folder " + directory + ": " + e, e);
        }
    }

    private static RegistryProcess startIn(StateFolder folder, Path jar) throws IOException {
        long began = System.nanoTime();
        awaitPredecessor(folder.directory().resolve(DATABASE + ".mv.db"));
        int port = folder.port("registry");
        Path log = folder.directory().resolve("registry.log");
        ProcessBuilder builder = new ProcessBuilder(command(jar, folder.directory(), port))
                .directory(folder.directory().toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().keySet().retainAll(ENVIRONMENT);
        String url = "http://" + HOST + ":" + port + "/apis/ccompat/v7";
        RegistryProcess registry = new RegistryProcess(folder, builder.start(), url);
        try {
            RegistryProbe probe = new RegistryProbe(url);
            registry.awaitAnswer(probe, log);
            probe.requireCompatibility();
        } catch (IOException | RuntimeException e) {
            registry.stop();
            throw e;
        } catch (InterruptedException e) {
            registry.stop();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while the schema registry was starting", e);
        }
        LOG.info(
                "The schema registry is up at {} after {} ms; log in {}",
                url,
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began),
                log);
        return registry;
    }

    /** The registry of a run that was killed a moment ago may still be on its way out, holding database and port. */
    private static void awaitPredecessor(Path database) throws IOException {
        if (!Files.exists(database)) {
            return;
        }
        long deadline = System.nanoTime() + STOP_LIMIT.toNanos();
        try (FileChannel channel = FileChannel.open(database, StandardOpenOption.WRITE)) {
            FileLock lock = channel.tryLock();
            while (lock == null) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException("Another program has the schema registry's database " + database
                            + " open: stop it, or choose another folder.");
                }
                LockSupport.parkNanos(POLL.toNanos());
                lock = channel.tryLock();
            }
        }
    }

    private static List<String> command(Path jar, Path directory, int port) {
        List<String> command = new ArrayList<>();
        if (File.separatorChar == '/') {
            // Ctrl-C in a terminal reaches every process of the group. We close in order ourselves, and the registry
            // has to answer until the last record is written.
            command.addAll(List.of("/bin/sh", "-c", "trap '' INT HUP; exec \"$@\"", "clipstream-registry"));
        }
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
        command.add("-Djava.util.logging.manager=org.jboss.logmanager.LogManager");
        command.add("-Dquarkus.http.host=" + HOST);
        command.add("-Dquarkus.http.port=" + port);
        command.add("-Dquarkus.datasource.jdbc.initial-size=1");
        command.add("-Dquarkus.datasource.jdbc.min-size=1");
        command.add("-Dquarkus.datasource.jdbc.max-size=8");
        // A busy machine takes longer than the default of 5 s to open its first connection.
        command.add("-Dquarkus.datasource.jdbc.acquisition-timeout=60");
        // Half a second of delay is this database's default: enough for a kill to lose an id that is in records.
        command.add("-Dquarkus.datasource.jdbc.url=jdbc:h2:file:" + directory.resolve(DATABASE) + ";WRITE_DELAY=0");
        command.addAll(List.of("-cp", jar + File.pathSeparator + ownCode()));
        command.addAll(List.of(RegistryMain.class.getName(), "io.quarkus.runner.GeneratedMain"));
        return command;
    }

    private static Path ownCode() {
        try {
            return Path.of(RegistryMain.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("Cannot tell where Clipstream's code lies", e);
        }
    }

    private void awaitAnswer(RegistryProbe probe, Path log) throws InterruptedException {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (true) {
            if (process.waitFor(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("The schema registry ended with status " + process.exitValue()
                        + " while starting." + tail(log));
            }
            if (probe.answers()) {
                return;
            }
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        "The schema registry did not answer within " + START_LIMIT.toSeconds() + " s." + tail(log));
            }
        }
    }

    private static String tail(Path log) {
        try {
            List<String> lines = new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            List<String> last = lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size());
            return " The last lines of its log " + log + ":\n  " + String.join("\n  ", last);
        } catch (IOException e) {
            return " Its log " + log + " cannot be read: " + e;
        }
    }

    /** Base URL for {@code schema.registry.url}. */
    public String url() {
        return url;
    }

    /** Process id of the child. */
    public long pid() {
        return process.pid();
    }

    private void stop() {
        try {
            process.getOutputStream().close(); // The end of its input is its signal to end.
            if (!process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the child; its schemas stay. A second call does nothing. */
    @Override
    public void close() {
        stop();
        try {
            folder.close();
        } catch (IOException e) {
            LOG.warn("Could not release the lock of {}", folder.directory(), e);
        }
    }
}
