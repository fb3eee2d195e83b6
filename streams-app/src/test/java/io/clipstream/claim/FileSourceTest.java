package io.clipstream.claim;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.testing.Patience;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSourceTest {
    private static final byte[] IMAGE = {1, 2, 3, 4};

    @TempDir
    Path folder;

    private Path root;
    private Path outside;
    private ClaimFetcher fetcher;

    @BeforeEach
    void folders() throws IOException {
        root = Files.createDirectories(folder.resolve("root"));
        outside = Files.createDirectories(folder.resolve("rootless"));
        Files.createDirectories(root.resolve("sub/deep"));
        Files.write(root.resolve("sub/deep/a b.jpg"), IMAGE);
        Files.write(root.resolve("empty.jpg"), new byte[0]);
        Files.write(root.resolve("large.jpg"), new byte[1001]);
        Files.write(outside.resolve("secret.jpg"), IMAGE);
        fetcher = start(List.of(root));
    }

    @AfterEach
    void close() {
        fetcher.close();
    }

    @Test
    void readsAFileBelowARoot() {
        assertThat(fetch(root.resolve("sub/deep/a b.jpg").toUri().toString())).isInstanceOf(Fetched.Image.class);
        assertThat(fetch("file:" + root + "/sub/deep/a%20b.jpg")).isInstanceOf(Fetched.Image.class);
    }

    @Test
    void followsALinkThatStaysInside() throws IOException {
        Files.createSymbolicLink(root.resolve("link"), root.resolve("sub"));

        assertThat(fetch("file://" + root + "/link/deep/a%20b.jpg")).isInstanceOf(Fetched.Image.class);
    }

    @Test
    void readsBelowARootThatIsALinkItself() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link-to-root"), root);
        fetcher.close();
        fetcher = start(List.of(link));

        assertThat(fetch("file://" + link + "/sub/deep/a%20b.jpg")).isInstanceOf(Fetched.Image.class);
    }

    @Test
    void followsNoLinkThatLeadsOut() throws IOException {
        Files.createSymbolicLink(root.resolve("file-link.jpg"), outside.resolve("secret.jpg"));
        Files.createSymbolicLink(root.resolve("folder-link"), outside);
        Files.createSymbolicLink(root.resolve("sub/up"), Path.of("../../rootless"));

        assertRefused("file://" + root + "/file-link.jpg", Fetched.Cause.FORBIDDEN);
        assertRefused("file://" + root + "/folder-link/secret.jpg", Fetched.Cause.FORBIDDEN);
        assertRefused("file://" + root + "/sub/up/secret.jpg", Fetched.Cause.FORBIDDEN);
    }

    @Test
    void refusesPathsThatGoUp() {
        assertRefused("file://" + root + "/../rootless/secret.jpg", Fetched.Cause.FORBIDDEN);
        assertRefused("file://" + root + "/%2e%2e/rootless/secret.jpg", Fetched.Cause.FORBIDDEN);
        assertRefused("file://" + root + "/..%2Frootless/secret.jpg", Fetched.Cause.FORBIDDEN);
        assertRefused("file://" + root + "/sub/../sub/deep/a%20b.jpg", Fetched.Cause.FORBIDDEN);
        assertRefused("file://" + root + "/%00", Fetched.Cause.FORBIDDEN);
    }

    @Test
    void refusesPathsBesideTheRootsAndDoesNotTellWhatIsThere() {
        Fetched there = fetch("file://" + outside + "/secret.jpg");
        Fetched missing = fetch("file://" + outside + "/nothing.jpg");

        assertThat(there).isInstanceOfSatisfying(Fetched.Refused.class, r -> assertThat(r.cause())
                .isEqualTo(Fetched.Cause.FORBIDDEN));
        assertThat(((Fetched.Refused) missing).message().replace("nothing", "secret"))
                .isEqualTo(((Fetched.Refused) there).message());
        assertRefused("file:///etc/passwd", Fetched.Cause.FORBIDDEN);
        assertRefused("file://" + root, Fetched.Cause.FORBIDDEN);
        assertRefused("file://otherhost" + root + "/empty.jpg", Fetched.Cause.MALFORMED);
        assertRefused("file://" + root + "/empty.jpg?x", Fetched.Cause.MALFORMED);
    }

    @Test
    void refusesWhatIsNoFile() throws Exception {
        assertRefused("file://" + root + "/sub", Fetched.Cause.FORBIDDEN);
        assertThat(new ProcessBuilder("mkfifo", root.resolve("pipe").toString())
                        .start()
                        .waitFor())
                .isZero();
        // Opening it would wait for a writer for ever.
        assertRefused("file://" + root + "/pipe", Fetched.Cause.FORBIDDEN);
    }

    @Test
    void saysWhatIsWrongWithAFile() {
        assertRefused("file://" + root + "/nothing.jpg", Fetched.Cause.NOT_FOUND);
        assertRefused("file://" + root + "/large.jpg", Fetched.Cause.TOO_LARGE);
        assertRefused("file://" + root + "/empty.jpg", Fetched.Cause.DIGEST_MISMATCH);
    }

    @Test
    void isOffUnlessThereAreRoots() {
        fetcher.close();
        fetcher = start(List.of());

        assertRefused("file://" + root + "/empty.jpg", Fetched.Cause.FORBIDDEN);
        assertRefused("s3://bucket/key", Fetched.Cause.FORBIDDEN);
        assertRefused("https://example.com/", Fetched.Cause.FORBIDDEN);
        assertRefused("ftp://example.com/", Fetched.Cause.UNSUPPORTED);
        assertRefused("jar:file:///x!/y", Fetched.Cause.MALFORMED);
    }

    private void assertRefused(String uri, Fetched.Cause cause) {
        assertThat(fetch(uri)).as(uri).isInstanceOfSatisfying(Fetched.Refused.class, r -> assertThat(r.cause())
                .as(r.message())
                .isEqualTo(cause));
    }

    private Fetched fetch(String uri) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(IMAGE);
            return Patience.limited(fetcher.fetch(uri, digest)).join();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ClaimFetcher start(List<Path> roots) {
        Duration patience = Patience.LIMIT;
        return ClaimFetcher.start(
                new ClaimSettings(
                        WebRules.NOTHING,
                        S3Settings.NOTHING,
                        roots,
                        new ClaimLimits(1000, 4000, 2, 1, patience, patience, patience)),
                ClaimListener.NONE);
    }
}
