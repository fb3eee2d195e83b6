package io.clipstream.app.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.app.config.ConfigKeys;
import io.clipstream.app.config.ConfigLoader;
import io.clipstream.app.config.ConfigSources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderPublisherTest {
    @TempDir
    private Path folder;

    @Test
    void goesOnAfterAFileThatNoRecordHoldsAndNamesEach() throws IOException {
        // Given records of at most 64 KiB, two larger files, and a broker that is not needed for what cannot be sent
        Deployment deployment = Deployment.of(ConfigLoader.load(new ConfigSources()
                .set(ConfigKeys.BOOTSTRAP_SERVERS, "127.0.0.1:1", "test")
                .set(ConfigKeys.REGISTRY_URL, "mock://folder-publisher", "test")
                .set(ConfigKeys.TOPICS_MAX_RECORD, 65_536, "test")));
        Files.write(folder.resolve("a.jpg"), new byte[65_000]);
        Files.write(folder.resolve("b.jpg"), new byte[70_000]);
        List<String> sent = new ArrayList<>();

        // When the folder is published
        try (FolderPublisher publisher = new FolderPublisher(deployment, "pets", null)) {
            publisher.publish(folder, sent::add);

            // Then both are refused with their reason
            assertThat(publisher.refused()).hasSize(2).allSatisfy(reason -> assertThat(reason)
                    .contains("topics.max.record.bytes"));
            assertThat(publisher.refused().get(0)).contains("a.jpg", "65000 bytes");
            assertThat(publisher.refused().get(1)).contains("b.jpg", "70000 bytes");
            assertThat(publisher.published()).isZero();
        }
        assertThat(sent).isEmpty();
    }
}
