package io.clipstream.loadtest.scale;

import io.clipstream.app.quickstart.EmbeddedBroker;
import io.clipstream.app.quickstart.Installation;
import io.clipstream.app.quickstart.LocalServices;
import io.clipstream.app.quickstart.RegistryProcess;
import java.nio.file.Path;
import java.util.Map;

/** Starts the broker and the registry of a run that keeps little. */
final class LeanServices {
    /** What topics do not keep any more is to leave the disk while a run lasts, not minutes later. */
    private static final Map<String, String> BROKER =
            Map.of("log.retention.check.interval.ms", "5000", "log.segment.delete.delay.ms", "1000");

    private LeanServices() {}

    /** Starts them with their state in {@code folder}; if one fails neither is left. */
    static LocalServices start(Path folder) {
        EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("kafka"), BROKER);
        try {
            RegistryProcess registry =
                    RegistryProcess.start(Installation.locate().registry(), folder.resolve("registry"));
            return new LocalServices(broker, registry);
        } catch (RuntimeException e) {
            broker.close();
            throw e;
        }
    }
}
