package io.clipstream.claim;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.testing.Patience;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPOutputStream;
import org.apache.hc.client5.http.DnsResolver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Fetches over the web, from a server that behaves in every way there is. */
class ClaimFetcherTest {
    private static final int MAX = 100_000;
    private static final byte[] IMAGE = bytes(20_000);
    private static final Duration LONG = Patience.LIMIT;

    private final FakeStore store = FakeStore.https(TestKeys.context());
    private final FakeStore inside = FakeStore.http();
    private ClaimFetcher fetcher;

    @AfterEach
    void close() {
        if (fetcher != null) {
            fetcher.close();
        }
        store.close();
        inside.close();
    }

    @Test
    void bringsAnImageWhoseDigestIsRight() {
        // Given
        store.page("/a.jpg", FakeStore.image(IMAGE));

        // When
        Fetched fetched = fetch("/a.jpg", IMAGE);

        // Then
        assertThat(fetched).isInstanceOfSatisfying(Fetched.Image.class, image -> {
            assertThat(image.bytes()).isEqualTo(java.nio.ByteBuffer.wrap(IMAGE));
            assertThat(fetcher.bytesInFlight()).isEqualTo(IMAGE.length);
            image.close();
            image.close();
            assertThat(fetcher.bytesInFlight()).isZero();
        });
    }

    @Test
    void asksPlainlyAndKeepsNoCookies() {
        // Given
        store.page("/a.jpg", FakeStore.answer(200, IMAGE, "Content-Length: " + IMAGE.length, "Set-Cookie: id=1"));

        // When
        fetch("/a.jpg", IMAGE);
        fetch("/a.jpg", IMAGE);

        // Then
        assertThat(store.requests()).hasSize(2).allSatisfy(request -> assertThat(request.headers())
                .contains("Accept-Encoding: identity", "User-Agent: clipstream")
                .noneMatch(header -> header.startsWith("Cookie:") || header.startsWith("Authorization:")));
    }

    @Test
    void refusesOtherBytesThanTheDigestStandsFor() {
        store.page("/a.jpg", FakeStore.image(bytes(19_999)));

        assertRefused(fetch("/a.jpg", IMAGE), Fetched.Cause.DIGEST_MISMATCH, "19999 bytes with SHA-256");
    }

    @Test
    void saysThatNothingIsThereWithoutTheAddressSecret() {
        assertRefused(
                fetch("/nothing.jpg?X-Signature=secret", IMAGE), Fetched.Cause.NOT_FOUND, "/nothing.jpg?... answers");
        assertThat(store.requests()).hasSize(1);
    }

    @Test
    void triesAgainWhenTheStoreIsBusy() {
        // Given a store that is busy twice
        AtomicInteger count = new AtomicInteger();
        store.page("/a.jpg", out -> (count.incrementAndGet() < 3
                        ? FakeStore.answer(503, new byte[0], "Content-Length: 0")
                        : FakeStore.image(IMAGE))
                .answer(out));

        // When, Then
        assertThat(fetch("/a.jpg", IMAGE)).isInstanceOf(Fetched.Image.class);
        assertThat(count).hasValue(3);
    }

    @Test
    void endsAfterAsManyAttemptsAsAllowed() {
        store.page("/a.jpg", FakeStore.answer(503, new byte[0], "Content-Length: 0"));

        assertRefused(fetch("/a.jpg", IMAGE), Fetched.Cause.UNAVAILABLE, "status 503");
        assertThat(store.requests()).hasSize(4);
    }

    @Test
    void doesNotWaitForAStoreThatAsksForMorePatienceThanTheDeadlineHas() {
        store.page("/a.jpg", FakeStore.answer(429, new byte[0], "Content-Length: 0", "Retry-After: 3600"));

        assertRefused(fetch("/a.jpg", IMAGE), Fetched.Cause.UNAVAILABLE, "status 429");
        assertThat(store.requests()).hasSize(1);
    }

    @Test
    void triesAgainWhereABodyEndsEarly() {
        store.page("/a.jpg", FakeStore.answer(200, IMAGE, "Content-Length: 20001"));

        assertRefused(fetch("/a.jpg", IMAGE), Fetched.Cause.UNAVAILABLE, "/a.jpg");
        assertThat(store.requests()).hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 20000", "X: of unknown length"})
    void holdsNoMoreThanItSaidWhenAStoreFirstAnnouncesLittle(String second) {
        // Given a store that announces ten bytes, sends five, and has many thousands the next time
        AtomicInteger count = new AtomicInteger();
        store.page("/a.jpg", out -> (count.incrementAndGet() == 1
                        ? FakeStore.answer(200, new byte[5], "Content-Length: 10")
                        : FakeStore.answer(200, IMAGE, second))
                .answer(out));

        // When
        Fetched fetched = fetch("/a.jpg", IMAGE);

        // Then no image is in memory that the bound does not know of
        assertThat(count.get()).isGreaterThan(1);
        assertRefused(fetched, Fetched.Cause.UNAVAILABLE, "more bytes than the 10 it announced before");
        assertThat(fetcher.bytesInFlight()).isZero();
    }

    @Test
    void bringsTheImageAfterAnAnswerThatBrokeOff() {
        // Given
        AtomicInteger count = new AtomicInteger();
        store.page("/a.jpg", out -> (count.incrementAndGet() == 1
                        ? FakeStore.answer(200, new byte[5], "Content-Length: " + IMAGE.length)
                        : FakeStore.answer(200, IMAGE))
                .answer(out));

        // When, Then
        assertThat(fetch("/a.jpg", IMAGE)).isInstanceOf(Fetched.Image.class);
        assertThat(fetcher.bytesInFlight()).isEqualTo(IMAGE.length);
    }

    @Test
    void asksForAPathThatBeginsWithTwoSlashesAsItIs() {
        store.page("//a.jpg", FakeStore.image(IMAGE));

        assertThat(fetch("//a.jpg", IMAGE)).isInstanceOf(Fetched.Image.class);
    }

    @Test
    void refusesATrustedCertificateOfAnotherHost() {
        // Given an allowed host whose server shows a good certificate that does not name it
        ClaimSettings settings = settings(LONG, HostRule.parse("third.test:" + store.port()));
        fetcher = ClaimFetcher.start(settings, ClaimListener.NONE, names(), TestKeys.context());

        // When
        Fetched fetched = Patience.limited(
                        fetcher.fetch("https://third.test:" + store.port() + "/a.jpg", digest(IMAGE)))
                .join();

        // Then
        assertRefused(fetched, Fetched.Cause.UNAVAILABLE, "third.test cannot be trusted");
        assertThat(store.requests()).isEmpty();
    }

    @Test
    void readsABodyOfUnknownLength() {
        store.page("/a.jpg", FakeStore.answer(200, IMAGE));

        assertThat(fetch("/a.jpg", IMAGE)).isInstanceOf(Fetched.Image.class);
    }

    @Test
    void readsNothingOfABodyThatIsAnnouncedTooLarge() {
        store.page("/a.jpg", FakeStore.answer(200, new byte[0], "Content-Length: 100001"));

        assertRefused(fetch("/a.jpg", IMAGE), Fetched.Cause.TOO_LARGE, "100001 bytes, expected at most 100000");
    }

    @Test
    void cutsOffABodyWithoutEnd() {
        store.page("/a.jpg", out -> {
            FakeStore.head(out, 200);
            while (true) {
                out.write(IMAGE);
            }
        });

        assertRefused(fetch("/a.jpg", IMAGE), Fetched.Cause.TOO_LARGE, "expected at most 100000");
        assertThat(fetcher.bytesInFlight()).isZero();
    }

    @Test
    void cutsOffAHeaderWithoutEnd() {
        store.page("/a.jpg", out -> {
            out.write("HTTP/1.1 200 OK\r\nX: ".getBytes());
            while (true) {
                out.write(IMAGE);
            }
        });

        assertRefused(fetch("/a.jpg", IMAGE), Fetched.Cause.UNAVAILABLE, "/a.jpg");
    }

    @Test
    void givesUpAtTheDeadlineWhenBytesOnlyDrip() throws Exception {
        // Given a store that never falls silent and never ends
        CountDownLatch ended = new CountDownLatch(1);
        store.page("/a.jpg", out -> {
            FakeStore.head(out, 200, "Content-Length: 20000");
            try {
                while (true) {
                    out.write(1);
                    out.flush();
                    ended.await(50, java.util.concurrent.TimeUnit.MILLISECONDS);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                ended.countDown();
            }
        });

        // When
        Fetched fetched = fetch("https://images.test:" + store.port() + "/a.jpg", IMAGE, Duration.ofSeconds(2));

        // Then the answer comes, and the connection is let go
        assertRefused(fetched, Fetched.Cause.TIMED_OUT, "within 2000 ms");
        assertThat(ended.await(LONG.toSeconds(), java.util.concurrent.TimeUnit.SECONDS))
                .isTrue();
        Patience.await().until(() -> fetcher.bytesInFlight() == 0);
    }

    @Test
    void answersAtTheDeadlineWhenTheResolverHangs() {
        // Given
        CountDownLatch hang = new CountDownLatch(1);
        fetcher = start(Duration.ofSeconds(1), host -> {
            try {
                hang.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return new InetAddress[] {loopback()};
        });

        // When
        Fetched fetched =
                Patience.limited(fetcher.fetch(uri("/a.jpg"), digest(IMAGE))).join();

        // Then
        assertRefused(fetched, Fetched.Cause.TIMED_OUT, "within 1000 ms");
        hang.countDown();
        Patience.await().until(() -> fetcher.bytesInFlight() == 0);
        assertThat(store.requests()).isEmpty();
    }

    @Test
    void takesCompressedBytesAsTheyAre() throws Exception {
        // Given a small file that would be large if anybody opened it
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(new byte[10_000_000]);
        }
        byte[] bomb = packed.toByteArray();
        store.page("/a.jpg", FakeStore.answer(200, bomb, "Content-Length: " + bomb.length, "Content-Encoding: gzip"));

        // When
        Fetched fetched = fetch("/a.jpg", bomb);

        // Then
        assertThat(fetched).isInstanceOfSatisfying(Fetched.Image.class, image -> assertThat(
                        image.bytes().remaining())
                .isEqualTo(bomb.length));
    }

    @Test
    void followsARedirectToAnAllowedHost() {
        store.page("/a.jpg", FakeStore.redirect("https://other.test:" + store.port() + "/b.jpg#part"));
        store.page("/b.jpg", FakeStore.redirect("c.jpg?x=1"));
        store.page("/c.jpg?x=1", FakeStore.image(IMAGE));

        assertThat(fetch("/a.jpg", IMAGE)).isInstanceOf(Fetched.Image.class);
        assertThat(store.paths()).containsExactly("/a.jpg", "/b.jpg", "/c.jpg?x=1");
    }

    @Test
    void followsNoRedirectToTheInside() {
        // Given an allowed store that points at what only we can reach
        inside.page("/secret", FakeStore.image(IMAGE));
        List<String> targets = List.of(
                "http://127.0.0.1:" + inside.port() + "/secret",
                "http://images.test:" + inside.port() + "/secret",
                "https://127.0.0.1:" + store.port() + "/secret",
                "https://localhost:" + store.port() + "/secret",
                "https://[::ffff:127.0.0.1]:" + store.port() + "/secret",
                "https://169.254.169.254/latest/meta-data/",
                "https://user@images.test:" + store.port() + "/secret",
                "https://evil.test/",
                "https://images.test:1/",
                "file:///etc/passwd",
                "file:/etc/passwd",
                "s3://bucket/key",
                "ftp://images.test/a");
        for (String target : targets) {
            store.page("/a.jpg", FakeStore.redirect(target));

            // When, Then
            assertRefused(fetch("/a.jpg", IMAGE), Fetched.Cause.FORBIDDEN, "");
        }
        assertThat(inside.requests()).isEmpty();
        assertThat(store.paths()).hasSize(targets.size()).containsOnly("/a.jpg");
    }

    @Test
    void endsACircleOfRedirects() {
        store.page("/a.jpg", FakeStore.redirect("/a.jpg"));

        assertRefused(fetch("/a.jpg", IMAGE), Fetched.Cause.UNAVAILABLE, "redirects more than 5 times");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "http://[", "data:image/png,x", "//images.test/a", "\u0000"})
    void refusesARedirectToNothingOfTheKind(String location) {
        store.page("/a.jpg", FakeStore.redirect(location));

        assertThat(fetch("/a.jpg", IMAGE)).isInstanceOf(Fetched.Refused.class);
    }

    @Test
    void connectsToTheAddressThatWasJudged() {
        // Given a name that is fine when it is first asked for, and leads inside afterwards
        Deque<String> answers = new ArrayDeque<>(List.of("127.0.0.1", "127.0.0.2", "127.0.0.2"));
        AtomicInteger asked = new AtomicInteger();
        fetcher = start(LONG, host -> {
            asked.incrementAndGet();
            return new InetAddress[] {InetAddress.getByName(answers.poll())};
        });
        store.page("/a.jpg", FakeStore.image(IMAGE));

        // When
        Fetched first =
                Patience.limited(fetcher.fetch(uri("/a.jpg"), digest(IMAGE))).join();
        Fetched second =
                Patience.limited(fetcher.fetch(uri("/a.jpg"), digest(IMAGE))).join();

        // Then each connection asked once, and used that very answer
        assertThat(first).isInstanceOf(Fetched.Image.class);
        assertRefused(second, Fetched.Cause.FORBIDDEN, "127.0.0.2, which is not on the open internet");
        assertThat(asked).hasValue(2);
        assertThat(store.requests()).hasSize(1);
    }

    @Test
    void refusesANameThatLeadsInsideAmongOthers() {
        fetcher = start(LONG, host ->
                new InetAddress[] {InetAddress.getByName("93.184.216.34"), InetAddress.getByName("10.0.0.1")});

        Fetched fetched =
                Patience.limited(fetcher.fetch(uri("/a.jpg"), digest(IMAGE))).join();

        assertRefused(fetched, Fetched.Cause.FORBIDDEN, "10.0.0.1");
    }

    @Test
    void refusesAServerThatShowsAnotherCertificate() {
        // Given a trust in nobody that the server could be
        ClaimSettings settings = settings(LONG);
        fetcher = ClaimFetcher.start(
                settings, ClaimListener.NONE, names(), org.apache.hc.core5.ssl.SSLContexts.createDefault());

        // When
        Fetched fetched =
                Patience.limited(fetcher.fetch(uri("/a.jpg"), digest(IMAGE))).join();

        // Then
        assertRefused(fetched, Fetched.Cause.UNAVAILABLE, "cannot be trusted");
        assertThat(store.requests()).isEmpty();
    }

    @Test
    void holdsABacklogOfFetchesWithinItsBound() {
        // Given room for four images of the largest size, and as many references as a backlog has
        store.page("/a.jpg", FakeStore.image(IMAGE));
        fetcher = start(LONG, names());
        List<CompletableFuture<Fetched>> fetches = new ArrayList<>();
        AtomicLong most = new AtomicLong();
        AtomicInteger images = new AtomicInteger();
        int count = 2_000;
        for (int i = 0; i < count; i++) {
            // Only the first fifty are real connections: the rest ends at once, and still passes the gate.
            byte[] wanted = i < 50 ? digest(IMAGE) : new byte[32];
            String uri = i < 50 ? uri("/a.jpg") : "https://nowhere.test:" + store.port() + "/a.jpg";
            fetches.add(fetcher.fetch(uri, wanted).thenApply(fetched -> {
                most.accumulateAndGet(fetcher.bytesInFlight(), Math::max);
                if (fetched instanceof Fetched.Image image) {
                    images.incrementAndGet();
                    image.close();
                }
                return fetched;
            }));
        }

        // When
        fetches.forEach(fetch -> Patience.limited(fetch).join());

        // Then
        assertThat(images).hasValue(50);
        assertThat(most.get()).isPositive().isLessThanOrEqualTo(4L * MAX);
        Patience.await().until(() -> fetcher.bytesInFlight() == 0);
    }

    @Test
    void cancelledFetchesGiveTheirRoomBack() {
        // Given a store that hangs, and fetches that wait behind it
        CountDownLatch hang = new CountDownLatch(1);
        store.page("/hangs.jpg", out -> {
            try {
                hang.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        store.page("/a.jpg", FakeStore.image(IMAGE));
        fetcher = start(LONG, names());
        List<CompletableFuture<Fetched>> fetches = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            fetches.add(fetcher.fetch(uri("/hangs.jpg"), digest(IMAGE)));
        }
        CompletableFuture<Fetched> last = fetcher.fetch(uri("/a.jpg"), digest(IMAGE));

        // When
        fetches.forEach(fetch -> fetch.cancel(false));

        // Then
        assertThat(Patience.limited(last).join()).isInstanceOf(Fetched.Image.class);
        ((Fetched.Image) last.join()).close();
        Patience.await().until(() -> fetcher.bytesInFlight() == 0);
        hang.countDown();
    }

    @Test
    void refusesAnImageThatTheHeapDoesNotHold() {
        // Given a source that runs out of memory: were it the process that failed, the image would come back for ever
        AtomicInteger reads = new AtomicInteger();
        Source source = new Source() {
            @Override
            public void check(Address address) {}

            @Override
            public Body read(Address address, Reading reading) {
                reads.incrementAndGet();
                throw new OutOfMemoryError("Java heap space");
            }

            @Override
            public void close() {}
        };
        ClaimLimits limits = settings(LONG).limits();
        fetcher = new ClaimFetcher(limits, ClaimListener.NONE, Map.of("https", source));

        // When, Then
        assertRefused(fetch("/a.jpg", IMAGE), Fetched.Cause.UNAVAILABLE, "Java heap space");
        assertThat(reads).hasValue(limits.attempts());
        assertThat(fetcher.bytesInFlight()).isZero();
    }

    @Test
    void refusesADigestThatIsNone() {
        fetcher = start(LONG, names());

        assertRefused(
                fetcher.fetch(uri("/a.jpg"), new byte[20]).join(),
                Fetched.Cause.MALFORMED,
                "has 20 bytes, expected 32");
    }

    @Test
    void failsWhatWaitsWhenItIsClosed() {
        store.page("/a.jpg", out -> {});
        fetcher = start(LONG, names());
        List<CompletableFuture<Fetched>> fetches = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            fetches.add(fetcher.fetch(uri("/a.jpg"), digest(IMAGE)));
        }

        // When
        fetcher.close();

        // Then nobody waits for ever
        fetches.forEach(fetch -> assertThat(Patience.limited(fetch.handle((fetched, failure) -> true))
                        .join())
                .isTrue());
    }

    private Fetched fetch(String path, byte[] image) {
        return fetch(uri(path), image, LONG);
    }

    private Fetched fetch(String uri, byte[] image, Duration deadline) {
        if (fetcher == null) {
            fetcher = start(deadline, names());
        }
        return Patience.limited(fetcher.fetch(uri, digest(image))).join();
    }

    private String uri(String path) {
        return "https://images.test:" + store.port() + path;
    }

    private ClaimFetcher start(Duration deadline, Names names) {
        return start(deadline, resolver(names));
    }

    private ClaimFetcher start(Duration deadline, DnsResolver names) {
        return ClaimFetcher.start(settings(deadline), ClaimListener.NONE, names, TestKeys.context());
    }

    private ClaimSettings settings(Duration deadline) {
        return settings(
                deadline,
                HostRule.parse("images.test:" + store.port()),
                HostRule.parse("other.test:" + store.port()),
                HostRule.parse("nowhere.test:" + store.port()));
    }

    private static ClaimSettings settings(Duration deadline, HostRule... hosts) {
        return new ClaimSettings(
                new WebRules(List.of(hosts), false, List.of(Network.parse("127.0.0.1"))),
                S3Settings.NOTHING,
                List.of(),
                new ClaimLimits(MAX, 4L * MAX, 8, 4, deadline, Duration.ofSeconds(20), LONG));
    }

    private static DnsResolver names() {
        return resolver(host -> {
            if (host.equals("nowhere.test")) {
                // Judged, and refused without a connection.
                return new InetAddress[] {InetAddress.getByName("10.0.0.1")};
            }
            return new InetAddress[] {loopback()};
        });
    }

    /** What a name resolves to. */
    interface Names {
        InetAddress[] of(String host) throws UnknownHostException;
    }

    private static DnsResolver resolver(Names names) {
        return new DnsResolver() {
            @Override
            public InetAddress[] resolve(String host) throws UnknownHostException {
                return names.of(host);
            }

            @Override
            public String resolveCanonicalHostname(String host) {
                return host;
            }
        };
    }

    private static InetAddress loopback() throws UnknownHostException {
        return InetAddress.getByName("127.0.0.1");
    }

    private static void assertRefused(Fetched fetched, Fetched.Cause cause, String part) {
        assertThat(fetched).isInstanceOfSatisfying(Fetched.Refused.class, refused -> {
            assertThat(refused.cause()).as(refused.message()).isEqualTo(cause);
            assertThat(refused.message())
                    .contains(part)
                    .doesNotContain("secret=")
                    .doesNotContain("Signature");
        });
    }

    private static byte[] digest(byte[] image) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(image);
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        new Random(count).nextBytes(bytes);
        return bytes;
    }
}
