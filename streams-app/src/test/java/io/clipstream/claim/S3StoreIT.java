package io.clipstream.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.testing.Patience;
import io.clipstream.testing.S3Server;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

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
    void mendsAnImageThatSomebodyChangedWhenItIsStoredAgain() throws IOException {
        // Given an image whose object has other bytes by now, as many
        ClaimSettings settings = settings(S3Server.SECRET_KEY, "images");
        try (ImageDepot depot = ImageDepot.open("s3://images/mended", settings);
                S3Client client = S3Clients.of(settings.s3(), 1, 1, Patience.LIMIT, Patience.LIMIT)) {
            ImageDepot.Stored stored = depot.put(IMAGE);
            client.putObject(
                    put -> put.bucket("images").key("mended/" + ImageDepot.name(ImageDepot.sha256(IMAGE))),
                    RequestBody.fromBytes(new byte[IMAGE.length]));
            assertRefused(fetch(settings, stored.uri()), Fetched.Cause.DIGEST_MISMATCH);

            // When
            depot.put(IMAGE);

            // Then
            assertThat(fetch(settings, stored.uri())).isInstanceOf(Fetched.Image.class);
        }
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
    void looksAtBucketsAndFoldersFromWhereTheyAreFetched() throws IOException {
        // Given a bucket and a folder that are there, and one of each that is not
        Path there = Files.createDirectories(folder.resolve("there"));
        Path absent = folder.resolve("absent");
        ClaimSettings good = settings(S3Server.SECRET_KEY, "images", "no-such-bucket");
        ClaimSettings both = new ClaimSettings(good.web(), good.s3(), List.of(there, absent), good.limits());

        // When
        List<StoreProbe.Sight> sights = StoreProbe.look(both);

        // Then
        assertThat(sights)
                .containsExactly(
                        new StoreProbe.Sight(there.toString(), "", false),
                        new StoreProbe.Sight(absent.toString(), "does not exist", true),
                        new StoreProbe.Sight("s3://images", "", false),
                        new StoreProbe.Sight("s3://no-such-bucket", "does not exist", true));
        // And credentials that may not look need not be wrong for reading
        assertThat(StoreProbe.look(settings("another-secret", "images"))).allSatisfy(sight -> {
            assertThat(sight.problem()).contains("403").doesNotContain("another-secret");
            assertThat(sight.certain()).isFalse();
        });
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
