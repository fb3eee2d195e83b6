package io.clipstream.testing;

import io.clipstream.app.quickstart.Installation;
import io.clipstream.app.quickstart.LocalServices;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The quickstart's broker and registry in a temporary folder. */
record EmbeddedServices(LocalServices services, Path folder) implements TestServices {
    static TestServices start() {
        try {
            Path folder = Files.createTempDirectory("clipstream-it-");
            return new EmbeddedServices(
                    LocalServices.start(Installation.locate().registry(), folder), folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String bootstrapServers() {
        return services.bootstrapServers();
    }

    @Override
    public String registryUrl() {
        return services.registryUrl();
    }

    @Override
    public void close() {
        services.close();
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
