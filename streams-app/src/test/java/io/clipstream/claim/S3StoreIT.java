package io.clipstream.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.testing.Patience;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stores and fetches against a real server of the S3 protocol that checks signatures. */
class S3StoreIT {
    private static final byte[] IMAGE = image(50_000);

    @TempDir
    static Path folder;

    private static S3Server server;

    @BeforeAll
    static void start() throws IOException {
        server = S3Server.start(folder, "images");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void bringsWhatWasStored() throws IOException {
        // Given an image that is stored twice
        ClaimSettings settings = settings(S3Server.SECRET_KEY, "images");
        ImageDepot.Stored stored;
        try (ImageDepot depot = ImageDepot.open("s3://images/day%20one/1", settings)) {
            stored = depot.put(IMAGE);
            assertThat(depot.put(IMAGE)).isEqualTo(stored);
        }

        // When, Then
        assertThat(stored.uri()).isEqualTo("s3://images/day%20one/1/" + ImageDepot.name(ImageDepot.sha256(IMAGE)));
        assertThat(fetch(settings, stored.uri()))
                .isInstanceOfSatisfying(
                        Fetched.Image.class, image -> assertThat(image.bytes()).isEqualTo(ByteBuffer.wrap(IMAGE)));
    }

    @Test
    void saysWhyThereIsNoImage() throws IOException {
        ClaimSettings settings = settings(S3Server.SECRET_KEY, "images", "no-such-bucket");
        try (ImageDepot depot = ImageDepot.open("s3://images/other", settings)) {
            ImageDepot.Stored other = depot.put(new byte[] {1, 2, 3});
            assertRefused(fetch(settings, other.uri()), Fetched.Cause.DIGEST_MISMATCH);
            ImageDepot.Stored large = depot.put(image(100_001));
            assertRefused(fetch(settings, large.uri()), Fetched.Cause.TOO_LARGE);
        }

        assertRefused(fetch(settings, "s3://images/nothing"), Fetched.Cause.NOT_FOUND);
        assertRefused(fetch(settings, "s3://no-such-bucket/nothing"), Fetched.Cause.NOT_FOUND);
        assertRefused(fetch(settings, "s3://secrets/key"), Fetched.Cause.FORBIDDEN);
        assertRefused(fetch(settings, "s3://images/../secrets/key"), Fetched.Cause.FORBIDDEN);
        assertRefused(fetch(settings, "s3://images/%2e%2e/secrets/key"), Fetched.Cause.FORBIDDEN);
        assertRefused(fetch(settings, "s3://images"), Fetched.Cause.MALFORMED);
        assertRefused(fetch(settings, "s3://images/key?versionId=1"), Fetched.Cause.MALFORMED);
    }

    @Test
    void tellsAboutWrongCredentialsWithoutShowingThem() {
        // Given
        ClaimSettings wrong = settings("another-secret", "images");

        // When
        Fetched fetched = fetch(wrong, "s3://images/nothing");

        // Then
        assertThat(fetched).isInstanceOfSatisfying(Fetched.Refused.class, refused -> {
            assertThat(refused.cause()).isEqualTo(Fetched.Cause.UNAVAILABLE);
            assertThat(refused.message()).contains("403").doesNotContain("another-secret");
        });
        assertThat(wrong.toString()).doesNotContain("another-secret").doesNotContain(S3Server.ACCESS_KEY);
        try (ImageDepot depot = ImageDepot.open("s3://images/", wrong)) {
            assertThatThrownBy(() -> depot.put(IMAGE))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("cannot store s3://images/")
                    .hasMessageNotContaining("another-secret");
        }
    }

    private static Fetched fetch(ClaimSettings settings, String uri) {
        try (ClaimFetcher fetcher = ClaimFetcher.start(settings, ClaimListener.NONE)) {
            return Patience.limited(fetcher.fetch(uri, ImageDepot.sha256(IMAGE)))
                    .join();
        }
    }

    private static ClaimSettings settings(String secret, String... buckets) {
        Duration patience = Patience.LIMIT;
        return new ClaimSettings(
                WebRules.NOTHING,
                server.settings(secret, buckets),
                List.of(),
                new ClaimLimits(100_000, 400_000, 2, 2, patience, patience, patience));
    }

    private static void assertRefused(Fetched fetched, Fetched.Cause cause) {
        assertThat(fetched).isInstanceOfSatisfying(Fetched.Refused.class, refused -> assertThat(refused.cause())
                .as(refused.message())
                .isEqualTo(cause));
    }

    private static byte[] image(int bytes) {
        byte[] image = new byte[bytes];
        new Random(bytes).nextBytes(image);
        return image;
    }
}
