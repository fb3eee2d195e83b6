package io.clipstream.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.scoring.ScoreOutcome;
import io.clipstream.scoring.ScoringEngine;
import io.clipstream.scoring.SimulatedPreprocessor;
import io.clipstream.scoring.SimulatedVersions;
import io.clipstream.scoring.VersionRegistry;
import io.clipstream.testing.Patience;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
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

    private List<InFlightEntry> drain(int count) {
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
        RecordFetcher fetcher = new RecordFetcher() {
            @Override
            public CompletableFuture<Optional<ConsumerRecord<byte[], byte[]>>> fetch(
                    String topic, int partition, long offset) {
                return fetches.computeIfAbsent(offset, o -> new CompletableFuture<>());
            }

            @Override
            public void close() {}
        };
        return new InFlightLane("images-0", memory, engine, fetcher, intake, new ScoreDrain());
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
