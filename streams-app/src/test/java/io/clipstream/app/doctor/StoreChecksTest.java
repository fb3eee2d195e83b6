package io.clipstream.app.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.app.config.ConfigKeys;
import io.clipstream.app.config.ConfigLoader;
import io.clipstream.app.config.ConfigSources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreChecksTest {
    @TempDir
    private Path folder;

    @Test
    void saysThatNoStoreIsConfigured() {
        assertThat(look(Map.of())).isEqualTo(Finding.ok("none: images travel inside their records"));
    }

    @Test
    void namesWhatImagesMayBeFetchedFrom() {
        Finding finding = look(Map.of(
                ConfigKeys.CLAIM_ROOTS,
                folder.toString(),
                ConfigKeys.CLAIM_HOSTS,
                "images.example.com, *.cdn.example.com"));

        assertThat(finding).isEqualTo(Finding.ok(folder + ", 2 web hosts (not asked)"));
    }

    @Test
    void namesTheFolderThatIsNone() throws IOException {
        // Given a root that is there, one that is a file, and one that is not there
        Path file = Files.createFile(folder.resolve("file"));
        Path absent = folder.resolve("absent");

        // When
        Finding finding = look(Map.of(ConfigKeys.CLAIM_ROOTS, folder + ", " + file + ", " + absent));

        // Then
        assertThat(finding.status()).isEqualTo(Finding.Status.FAILED);
        assertThat(finding.detail()).isEqualTo(file + " is no folder; " + absent + " does not exist");
        assertThat(finding.remedy()).contains("claim.file.roots");
    }

    @Test
    void namesTheBucketWhoseStoreDoesNotAnswerAndNoKey() {
        // Given a store where nobody listens
        Finding finding = look(Map.of(
                ConfigKeys.CLAIM_BUCKETS, "images",
                ConfigKeys.CLAIM_S3_ENDPOINT, "http://127.0.0.1:1",
                ConfigKeys.CLAIM_S3_ACCESS_KEY, "an-access-key",
                ConfigKeys.CLAIM_S3_SECRET_KEY, "a-secret-key"));

        assertThat(finding.status()).isEqualTo(Finding.Status.FAILED);
        assertThat(finding.detail()).contains("s3://images cannot be reached");
        assertThat(finding.toString()).doesNotContain("an-access-key", "a-secret-key");
    }

    private static Finding look(Map<String, String> settings) {
        ConfigSources sources = new ConfigSources();
        settings.forEach((key, value) -> sources.set(key, value, "test"));
        return new StoreChecks(ConfigLoader.load(sources).claim()).all().get(0).run();
    }
}
