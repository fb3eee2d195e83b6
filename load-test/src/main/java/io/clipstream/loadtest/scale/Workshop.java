package io.clipstream.loadtest.scale;

import io.clipstream.app.quickstart.EmbeddedBroker;
import io.clipstream.app.quickstart.Installation;
import io.clipstream.app.quickstart.LocalServices;
import io.clipstream.app.quickstart.QuickstartLog;
import io.clipstream.app.quickstart.RegistryProcess;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;

/** Brokers and a folder for one run; a temporary folder goes when all went well. One thread. */
final class Workshop implements AutoCloseable {
    /** What topics do not keep any more is to leave the disk while a run lasts, not minutes later. */
    private static final Map<String, String> BROKER =
            Map.of("log.retention.check.interval.ms", "5000", "log.segment.delete.delay.ms", "1000");

    private final Path folder;
    private final LocalServices services;
    private final boolean temporary;
    private boolean done;

    private Workshop(Path folder, LocalServices services, boolean temporary) {
        this.folder = folder;
        this.services = services;
        this.temporary = temporary;
    }

    /**
     * Starts it and says where its logs are.
     *
     * @param state folder to keep; null for a temporary one
     */
    static Workshop open(Path state, PrintWriter log) throws IOException {
        Path folder = state == null ? Files.createTempDirectory("clipstream-load") : Files.createDirectories(state);
        QuickstartLog.moveTo(folder.resolve("load.log"));
        log.printf("logs in %s%n", folder);
        log.flush();
        EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("kafka"), BROKER);
        try {
            RegistryProcess registry =
                    RegistryProcess.start(Installation.locate().registry(), folder.resolve("registry"));
            return new Workshop(folder, new LocalServices(broker, registry), state == null);
        } catch (RuntimeException e) {
            broker.close();
            throw e;
        }
    }

    Path folder() {
        return folder;
    }

    LocalServices services() {
        return services;
    }

    /** How it went: if not well, the logs stay. */
    void done(boolean well) {
        done = well;
    }

    @Override
    public void close() throws IOException {
        services.close();
        if (temporary && done) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }
}
