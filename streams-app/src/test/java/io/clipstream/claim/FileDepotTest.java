package io.clipstream.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.testing.Patience;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileDepotTest {
    private static final byte[] IMAGE = {1, 2, 3, 4};
    private static final String NAME = ImageDepot.name(ImageDepot.sha256(IMAGE));

    @TempDir
    Path root;

    @Test
    void storesAnImageOnceWhereItIsFoundAgain() throws IOException {
        // Given a folder that is not there yet
        Path folder = root.resolve("day one");
        ImageDepot.Stored stored;

        // When the image is stored twice
        try (ImageDepot depot = open(folder)) {
            stored = depot.put(IMAGE);
            assertThat(depot.put(IMAGE)).isEqualTo(stored);
        }

        // Then it lies there alone, and can be fetched
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(folder.resolve(NAME));
        }
        assertThat(stored.sha256()).isEqualTo(ByteBuffer.wrap(ImageDepot.sha256(IMAGE)));
        assertThat(fetch(stored.uri())).isInstanceOfSatisfying(Fetched.Image.class, image -> assertThat(image.bytes())
                .isEqualTo(ByteBuffer.wrap(IMAGE)));
    }

    @Test
    void mendsAnImageThatSomebodyChangedWhenItIsStoredAgain() throws IOException {
        try (ImageDepot depot = open(root)) {
            // Given an image whose file has other bytes by now, as many
            ImageDepot.Stored stored = depot.put(IMAGE);
            Files.write(root.resolve(NAME), new byte[] {4, 3, 2, 1});
            assertThat(fetch(stored.uri())).isInstanceOf(Fetched.Refused.class);

            // When
            depot.put(IMAGE);

            // Then
            assertThat(fetch(stored.uri())).isInstanceOf(Fetched.Image.class);
        }
    }

    @Test
    void leavesNothingBehindWhereItCannotStore() throws IOException {
        // Given something in the image's place
        Files.createDirectories(root.resolve(NAME).resolve("in the way"));

        try (ImageDepot depot = open(root)) {
            // When, Then
            assertThatThrownBy(() -> depot.put(IMAGE)).isInstanceOf(IOException.class);
        }
        try (Stream<Path> files = Files.list(root)) {
            assertThat(files).containsExactly(root.resolve(NAME));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "photos",
                "/srv/photos",
                "file:photos",
                "file://host/photos",
                "file:///photos?x=1",
                "s3:///photos",
                "s3://bucket/../other",
                "https://images.example.com/photos",
                "s3://user@bucket/photos"
            })
    void saysWhatAStoreShouldLookLike(String address) {
        assertThatThrownBy(() -> ImageDepot.open(address, settings()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is no store such as s3://bucket/prefix/ or file:///folder/");
    }

    private ImageDepot open(Path folder) {
        return ImageDepot.open(folder.toUri().toString(), settings());
    }

    private Fetched fetch(String uri) {
        try (ClaimFetcher fetcher = ClaimFetcher.start(settings(), ClaimListener.NONE)) {
            return Patience.limited(fetcher.fetch(uri, ImageDepot.sha256(IMAGE)))
                    .join();
        }
    }

    private ClaimSettings settings() {
        Duration patience = Patience.LIMIT;
        return new ClaimSettings(
                WebRules.NOTHING,
                S3Settings.NOTHING,
                List.of(root),
                new ClaimLimits(1000, 4000, 2, 1, patience, patience, patience));
    }
}
