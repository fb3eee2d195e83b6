package io.clipstream.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.claim.ImageStore;
import io.clipstream.scoring.EngineListener;
import io.clipstream.scoring.EngineSettings;
import io.clipstream.scoring.ScoringEngine;
import io.clipstream.scoring.SimulatedEncoder;
import io.clipstream.scoring.SimulatedPreprocessor;
import io.clipstream.scoring.SimulatedVersions;
import io.clipstream.scoring.VersionRegistry;
import io.clipstream.testing.Patience;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Lanes on an engine under whatever may happen to them, at random from a seed. */
class InFlightOrderTest {
    private static final int PARTITIONS = 5;
    private static final int IMAGES = 120;
    private static final int MOST_IN_ENGINE = 8;
    private static final int MOST_IMAGES = 16;
    private static final long MOST_BYTES = 4_000;
    private static final long MOST_ENGINE_BYTES = 6_000;

    private final Topics topics = ScoreFixture.topics("", "mock://in-flight-order-test", 1);
    private final ScoreIntake intake = new ScoreIntake(topics.images());
    private final VersionRegistry versions = new VersionRegistry();
    private final ScoringEngine engine = ScoringEngine.start(
            new EngineSettings(3, List.of(1, 2, 4), Duration.ZERO, MOST_IN_ENGINE, MOST_ENGINE_BYTES),
            new SimulatedPreprocessor(ScoreFixture.SIDE),
            List.of(new SimulatedEncoder(ScoreFixture.DIMENSION, ScoreFixture.SIDE, Duration.ZERO)),
            versions,
            EngineListener.NONE);
    private final InFlightMemory memory = new InFlightMemory(MOST_IMAGES, MOST_BYTES);
    private final ScoreDrain drain = new ScoreDrain();
    private final List<Fetch> fetches = new ArrayList<>();
    private final List<Partition> partitions = new ArrayList<>();
    private long largest;

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 12);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyImageComesOutOnceInTheOrderOfItsPartitionWithinTheBounds(long seed) {
        // Given partitions of good, unreadable and unscorable images of all sizes
        Random random = new Random(seed);
        versions.publish(SimulatedVersions.live("tiles", 1, 1));
        for (int p = 0; p < PARTITIONS; p++) {
            partitions.add(new Partition(p, random));
        }

        // When they are taken in, refused, deferred, read again late or never, and their tasks move, in any order
        Patience.await().pollInSameThread().pollInterval(Duration.ofMillis(1)).until(() -> {
            for (int i = 0; i < 50; i++) {
                partitions.get(random.nextInt(PARTITIONS)).step(random);
                settle(random);
                assertWithinBounds();
            }
            return partitions.stream().allMatch(Partition::isDone);
        });

        // Then all came out, in order, and nothing is held any more
        for (Partition partition : partitions) {
            assertThat(partition.forwarded)
                    .containsExactlyElementsOf(
                            LongStream.range(0, IMAGES).boxed().toList());
        }
        assertThat(drain.open()).isZero();
        Patience.await().until(() -> engine.stats().inFlight() == 0 && memory.bytes() == 0 && memory.images() == 0);
        assertThat(engine.stats().inFlightBytes()).isZero();
    }

    /** Each lane may read its head whatever is held, and one image is always let in. */
    private void assertWithinBounds() {
        assertThat(engine.stats().inFlight()).isLessThanOrEqualTo(MOST_IN_ENGINE);
        assertThat(engine.stats().inFlightBytes()).isLessThanOrEqualTo(Math.max(MOST_ENGINE_BYTES, largest + 48));
        assertThat(memory.images()).isLessThanOrEqualTo(MOST_IMAGES);
        assertThat(memory.bytes()).isLessThanOrEqualTo(MOST_BYTES + (PARTITIONS + 1) * largest);
    }

    /** Answers some of what is asked for again, in any order. */
    private void settle(Random random) {
        while (!fetches.isEmpty() && random.nextInt(3) > 0) {
            Fetch fetch = fetches.remove(random.nextInt(fetches.size()));
            if (random.nextInt(100) == 0) {
                fetch.answer.completeExceptionally(new TimeoutException("no answer"));
            } else {
                fetch.answer.complete(
                        Optional.of(partitions.get(fetch.partition).log.get((int) fetch.offset)));
            }
        }
    }

    private record Fetch(
            int partition, long offset, CompletableFuture<Optional<ConsumerRecord<byte[], byte[]>>> answer) {}

    private final RecordFetcher fetcher = new RecordFetcher() {
        @Override
        public CompletableFuture<Optional<ConsumerRecord<byte[], byte[]>>> fetch(
                String topic, int partition, long offset) {
            Fetch fetch = new Fetch(partition, offset, new CompletableFuture<>());
            fetches.add(fetch);
            return fetch.answer;
        }

        @Override
        public void close() {}
    };

    /** A source partition with its references, as its owner's store holds them, and what was forwarded. */
    private final class Partition {
        private final int number;
        private final List<ConsumerRecord<byte[], byte[]>> log = new ArrayList<>();
        private final TreeSet<Long> references = new TreeSet<>();
        private final List<Long> forwarded = new ArrayList<>();
        private InFlightLane lane;
        private int next;

        Partition(int number, Random random) {
            this.number = number;
            for (int i = 0; i < IMAGES; i++) {
                byte[] payload = new byte[1 + random.nextInt(random.nextInt(20) == 0 ? 6_000 : 300)];
                boolean bad = random.nextInt(10) == 0;
                payload[0] = bad ? SimulatedPreprocessor.UNREADABLE : (byte) random.nextInt(100);
                String task = random.nextInt(10) == 0 ? "nobody" : "tiles";
                byte[] value =
                        topics.images().values().serializer().serialize("images", ScoreFixture.image(task, payload));
                largest = Math.max(largest, value.length + payload.length);
                byte[] key = ("image-" + i).getBytes(StandardCharsets.UTF_8);
                log.add(new ConsumerRecord<>("images", number, i, key, value));
            }
            open();
        }

        private void open() {
            lane = new InFlightLane(
                    "images-" + number, memory, engine, VersionCatchUp.ALONE, fetcher, ImageStore.NONE, intake, drain);
            lane.recover(references.stream().map(this::at).toList());
        }

        boolean isDone() {
            return next == IMAGES && references.isEmpty();
        }

        void step(Random random) {
            int what = random.nextInt(100);
            if (what == 0) {
                // The task moves: its next owner finds the references.
                lane.close();
                open();
            } else if (what < 50 && next < IMAGES) {
                takeIn(random);
            }
            lane.pump();
            for (InFlightEntry head = lane.pollFinished(); head != null; head = lane.pollFinished()) {
                forwarded.add(head.source().offset());
                references.remove(head.source().offset());
            }
        }

        private void takeIn(Random random) {
            ConsumerRecord<byte[], byte[]> record = log.get(next);
            InFlightImage image = intake.check(record.key(), record.value(), new RecordHeaders())
                    .image();
            if (lane.offer(at(next), image)) {
                references.add((long) next++);
            } else if (random.nextInt(20) == 0) {
                // Patience is over.
                lane.defer(at(next));
                references.add((long) next++);
            }
        }

        private SourcePosition at(long offset) {
            return new SourcePosition("images", number, offset, 1000);
        }
    }
}
