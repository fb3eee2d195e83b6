package io.clipstream.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.claim.ClaimedImages;
import io.clipstream.claim.Fetched;
import io.clipstream.claim.ImageStore;
import io.clipstream.schemas.ImageEvent;
import io.clipstream.schemas.ImageReference;
import io.clipstream.scoring.ScoreOutcome;
import io.clipstream.scoring.ScoringEngine;
import io.clipstream.scoring.SimulatedPreprocessor;
import io.clipstream.scoring.SimulatedVersions;
import io.clipstream.scoring.VersionRegistry;
import io.clipstream.testing.Patience;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InFlightLaneTest {
    private final Topics topics = ScoreFixture.topics("", "mock://in-flight-lane-test", 1);
    private final VersionRegistry versions = new VersionRegistry();
    private final ScoringEngine engine =
            ScoreFixture.engine(versions, new SimulatedPreprocessor(ScoreFixture.SIDE), Duration.ofMillis(1));
    private final Map<Long, CompletableFuture<Optional<ConsumerRecord<byte[], byte[]>>>> fetches = new HashMap<>();
    private final ScoreIntake intake = new ScoreIntake(topics.images());
    private final InFlightMemory memory = new InFlightMemory(512, 32L * 1024 * 1024);
    private final Map<String, CompletableFuture<Fetched>> claims = new LinkedHashMap<>();
    private final ImageStore store = store();
    private final InFlightLane lane = lane();

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void submitsWhatWasLeftBeforeAnythingNew() {
        // Given two leftovers and a new image
        versions.publish(SimulatedVersions.live("tiles", 1, 1));
        lane.recover(List.of(at(4), at(5)));
        assertThat(lane.offer(at(6), image("new"))).isTrue();
        lane.pump();

        // When the second leftover is read first
        fetches.get(5L).complete(Optional.of(record(5, "second")));
        lane.pump();

        // Then nothing is submitted before the first
        assertThat(engine.stats().inFlight()).isZero();
        fetches.get(4L).complete(Optional.of(record(4, "first")));
        assertThat(drain(3)).extracting(e -> e.image().id()).containsExactly("first", "second", "new");
        assertThat(lane.isEmpty()).isTrue();
    }

    @Test
    void submitsNothingBeforeTheVersionsOfTheOwnerBeforeHaveArrived() {
        // Given a partition just taken over
        versions.publish(SimulatedVersions.live("tiles", 1, 1));
        CompletableFuture<Void> arrived = new CompletableFuture<>();
        InFlightLane moved = lane(() -> arrived);

        // When
        assertThat(moved.offer(at(6), image("new"))).isTrue();
        assertThat(moved.offer(at(7), image("newer"))).isTrue();
        moved.pump();

        // Then both wait, in order
        assertThat(engine.stats().inFlight()).isZero();
        arrived.complete(null);
        assertThat(drain(moved, 2)).extracting(e -> e.image().id()).containsExactly("new", "newer");
    }

    @Test
    void keepsThePlaceAloneOfWhatComesBeforeLateVersionsAndSaysWhatItWaitsFor() {
        // Given a partition just taken over, whose images find no more room
        versions.publish(SimulatedVersions.live("tiles", 1, 1));
        CompletableFuture<Void> arrived = new CompletableFuture<>();
        InFlightLane moved = lane(() -> arrived);
        int taken = 0;
        while (moved.offer(at(taken), image("image-" + taken))) {
            taken++;
        }

        // When the versions do not come for a while, then nobody waits for them
        Patience.await().pollInSameThread().until(moved::isHeldUp);
        assertThat(moved.heldUp()).contains("adapters", "images-0");
        moved.defer(at(taken));

        // And once they have come, all is scored in order
        arrived.complete(null);
        assertThat(moved.isHeldUp()).isFalse();
        assertThat(moved.heldUp()).isNull();
        long deferred = taken;
        List<String> done = new ArrayList<>();
        Patience.await().pollInSameThread().until(() -> {
            moved.pump();
            if (fetches.containsKey(deferred)) {
                fetches.get(deferred).complete(Optional.of(record(deferred, "deferred")));
            }
            for (InFlightEntry e = moved.pollFinished(); e != null; e = moved.pollFinished()) {
                done.add(e.image().id());
            }
            return done.size() > deferred;
        });
        assertThat(done.get(0)).isEqualTo("image-0");
        assertThat(done.get(taken)).isEqualTo("deferred");
    }

    @Test
    void endsALeftoverThatIsGoneAsExpired() {
        // Given
        lane.recover(List.of(at(4)));
        lane.pump();

        // When
        fetches.get(4L).complete(Optional.empty());

        // Then
        InFlightEntry entry = drain(1).get(0);
        assertThat(entry.refusal()).isEqualTo(Reason.SOURCE_EXPIRED);
        assertThat(entry.source()).isEqualTo(at(4));
    }

    @Test
    void asksAgainWhenTheBrokersDoNotAnswer() {
        // Given
        versions.publish(SimulatedVersions.live("tiles", 1, 1));
        lane.recover(List.of(at(4)));
        lane.pump();

        // When
        fetches.remove(4L).completeExceptionally(new TimeoutException("no answer"));
        lane.pump();

        // Then
        Patience.await().pollInSameThread().until(() -> {
            lane.pump();
            return fetches.containsKey(4L);
        });
        fetches.get(4L).complete(Optional.of(record(4, "late")));
        assertThat(drain(1).get(0).outcome()).isInstanceOf(ScoreOutcome.Scored.class);
    }

    @Test
    void anOlderGenerationLeavesNothingBehindInTheEngine() {
        // Given images of a lane inside the engine
        versions.publish(SimulatedVersions.live("tiles", 1, 1));
        for (int i = 0; i < 100; i++) {
            assertThat(lane.offer(at(i), image("image-" + i))).isTrue();
        }
        lane.pump();

        // When
        lane.close();

        // Then
        Patience.await().until(() -> engine.stats().inFlight() == 0);
        assertThat(engine.stats().inFlightBytes()).isZero();
        assertThat(memory.bytes()).isZero();
        assertThat(memory.images()).isZero();
        assertThat(lane.pollFinished()).isNull();
    }

    @Test
    void keepsTheOrderWhileTheFirstImageIsStillFetched() {
        // Given an image by address before one that came itself and another by address
        versions.publish(SimulatedVersions.live("tiles", 1, 1));
        assertThat(lane.offer(at(0), reference("a"))).isTrue();
        assertThat(lane.offer(at(1), image("b"))).isTrue();
        assertThat(lane.offer(at(2), reference("c"))).isTrue();
        lane.pump();

        // When the later fetch ends first
        ClaimedImages images = new ClaimedImages();
        claims.get("https://store/c").complete(images.image(new byte[] {1, 1, 2, 3}));
        lane.pump();

        // Then nothing is submitted before the first, which is asked for first
        assertThat(claims.keySet()).containsExactly("https://store/a", "https://store/c");
        assertThat(engine.stats().inFlight()).isZero();
        claims.get("https://store/a").complete(images.image(new byte[] {1, 1, 2, 3}));
        assertThat(drain(3)).extracting(e -> e.image().id()).containsExactly("a", "b", "c");
        assertThat(images.held()).isZero();
        assertThat(memory.images()).isZero();
    }

    @Test
    void fetchesNothingBeforeItKnowsWhatComesFirst() {
        // Given two leftovers by address, of which the second is read first
        versions.publish(SimulatedVersions.live("tiles", 1, 1));
        lane.recover(List.of(at(4), at(5)));
        lane.pump();
        fetches.get(5L).complete(Optional.of(record(5, "second", referenceValue("second"))));
        lane.pump();
        assertThat(claims).isEmpty();

        // When
        fetches.get(4L).complete(Optional.of(record(4, "first", referenceValue("first"))));
        lane.pump();

        // Then both are fetched together, the first first
        assertThat(claims.keySet()).containsExactly("https://store/first", "https://store/second");
        ClaimedImages images = new ClaimedImages();
        claims.values().forEach(claim -> claim.complete(images.image(new byte[] {1, 1, 2, 3})));
        assertThat(drain(2)).extracting(e -> e.image().id()).containsExactly("first", "second");
        assertThat(images.held()).isZero();
    }

    @Test
    void endsAnImageThatCannotBeFetchedWithItsReason() {
        // Given
        versions.publish(SimulatedVersions.live("tiles", 1, 1));
        lane.offer(at(0), reference("a"));
        lane.offer(at(1), image("b"));
        lane.pump();

        // When
        claims.get("https://store/a").complete(new Fetched.Refused(Fetched.Cause.TIMED_OUT, "too slow"));

        // Then
        List<InFlightEntry> finished = drain(2);
        assertThat(finished.get(0).refusal()).isEqualTo(Reason.SOURCE_UNAVAILABLE);
        assertThat(finished.get(0).refusalMessage()).isEqualTo("too slow");
        assertThat(finished.get(0).image().value()).isNotNull();
        assertThat(finished.get(1).outcome()).isInstanceOf(ScoreOutcome.Scored.class);
    }

    @Test
    void givesFetchedImagesBackWhenItsGenerationEnds() {
        // Given one image that has come, one that is in the engine, and one that is still fetched
        lane.offer(at(0), reference("a"));
        lane.offer(at(1), reference("b"));
        lane.offer(at(2), reference("c"));
        lane.pump();
        ClaimedImages images = new ClaimedImages();
        claims.get("https://store/a").complete(images.image(new byte[] {1, 1, 2, 3}));
        claims.get("https://store/c").complete(images.image(new byte[] {1, 1, 2, 3}));
        lane.pump();

        // When
        lane.close();

        // Then
        assertThat(images.held()).isZero();
        assertThat(claims.get("https://store/b")).isCancelled();
        assertThat(memory.bytes()).isZero();
        assertThat(memory.images()).isZero();
    }

    @Test
    void takesOnlyItsShareOfImagesBehindAStoreThatIsSilent() {
        // Given
        versions.publish(SimulatedVersions.live("tiles", 1, 1));
        lane.offer(at(0), reference("a"));
        lane.pump();
        int taken = 1;

        // When
        while (lane.offer(at(taken), image("image-" + taken))) {
            taken++;
        }

        // Then there is room for other partitions, and what comes later is kept by its place alone
        assertThat(taken).isEqualTo(memory.share());
        Patience.await().pollInSameThread().until(lane::isHeldUp);
        lane.defer(at(taken));
        claims.get("https://store/a").complete(new ClaimedImages().image(new byte[] {1, 1, 2, 3}));
        assertThat(lane.isHeldUp()).isFalse();
        long deferred = taken;
        Patience.await().pollInSameThread().until(() -> {
            lane.pump();
            return fetches.containsKey(deferred);
        });
        fetches.get(deferred).complete(Optional.of(record(deferred, "deferred")));
        assertThat(drain(taken + 1).get(taken).image().id()).isEqualTo("deferred");
    }

    private ImageStore store() {
        return new ImageStore() {
            @Override
            public CompletableFuture<Fetched> fetch(String uri, byte[] sha256) {
                return claims.computeIfAbsent(uri, u -> new CompletableFuture<>());
            }

            @Override
            public void close() {}
        };
    }

    private InFlightImage reference(String id) {
        return intake.check(key(id), referenceValue(id), new RecordHeaders()).image();
    }

    private byte[] referenceValue(String id) {
        ImageEvent event = ImageEvent.newBuilder(ScoreFixture.image("tiles", 1))
                .setContent(new ImageReference("https://store/" + id, ByteBuffer.wrap(new byte[32])))
                .build();
        return topics.images().values().serializer().serialize("images", event);
    }

    private ConsumerRecord<byte[], byte[]> record(long offset, String id, byte[] value) {
        return new ConsumerRecord<>("images", 0, offset, key(id), value);
    }

    private List<InFlightEntry> drain(int count) {
        return drain(lane, count);
    }

    private static List<InFlightEntry> drain(InFlightLane lane, int count) {
        List<InFlightEntry> finished = new ArrayList<>();
        Patience.await().pollInSameThread().until(() -> {
            lane.pump();
            for (InFlightEntry e = lane.pollFinished(); e != null; e = lane.pollFinished()) {
                finished.add(e);
            }
            return finished.size() >= count;
        });
        return finished;
    }

    private InFlightLane lane() {
        return lane(VersionCatchUp.ALONE);
    }

    private InFlightLane lane(VersionCatchUp known) {
        RecordFetcher fetcher = new RecordFetcher() {
            @Override
            public CompletableFuture<Optional<ConsumerRecord<byte[], byte[]>>> fetch(
                    String topic, int partition, long offset) {
                return fetches.computeIfAbsent(offset, o -> new CompletableFuture<>());
            }

            @Override
            public void close() {}
        };
        return new InFlightLane("images-0", memory, engine, known, fetcher, store, intake, new ScoreDrain());
    }

    private InFlightImage image(String id) {
        return intake.check(key(id), value(), new RecordHeaders()).image();
    }

    private ConsumerRecord<byte[], byte[]> record(long offset, String id) {
        return new ConsumerRecord<>("images", 0, offset, key(id), value());
    }

    private byte[] value() {
        return topics.images().values().serializer().serialize("images", ScoreFixture.image("tiles", 1));
    }

    private static byte[] key(String id) {
        return id.getBytes(StandardCharsets.UTF_8);
    }

    private static SourcePosition at(long offset) {
        return new SourcePosition("images", 0, offset, 1000);
    }
}
