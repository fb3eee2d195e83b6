package io.clipstream.app.letters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.app.client.RefusedException;
import io.clipstream.serde.AvroSerdes;
import io.clipstream.topology.LetterHeaders;
import io.clipstream.topology.Reason;
import io.clipstream.topology.RecordFetcher;
import io.clipstream.topology.SourcePosition;
import io.clipstream.topology.TopicSizes;
import io.clipstream.topology.Topics;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serde;
import org.junit.jupiter.api.Test;

class ReplayerTest {
    private static final Clock CLOCK = Clock.fixed(Instant.ofEpochMilli(30_000), ZoneOffset.UTC);
    private static final ReplayOptions ALL = new ReplayOptions(false, Integer.MAX_VALUE, 0, 5);

    private final Map<String, ConsumerRecord<byte[], byte[]>> log = new HashMap<>();
    private final List<String> heard = new ArrayList<>();
    private final MockProducer<byte[], byte[]> producer = producer(Set.of());

    @Test
    void putsTheRecordBackAsItCameWithAMarkInTheSameTransaction() {
        // Given a letter with a header of its own
        ConsumerRecord<byte[], byte[]> letter = Letters.letter(
                3,
                new SourcePosition("images", 1, 17, 5_000),
                Reason.UNKNOWN_TASK,
                new RecordHeaders().add("trace", Letters.bytes("abc")));
        // When
        ReplayReport report = replay(ALL, Set.of(), List.of(letter));
        // Then both records are there, of one transaction
        assertThat(report.count(ReplayOutcome.REPLAYED)).isOne();
        assertThat(producer.commitCount()).isOne();
        ProducerRecord<byte[], byte[]> back = producer.history().get(0);
        assertThat(back.topic()).isEqualTo("images");
        assertThat(back.partition()).isOne();
        assertThat(back.key()).isEqualTo(letter.key());
        assertThat(back.value()).isEqualTo(letter.value());
        assertThat(back.timestamp()).isNull();
        assertThat(back.headers().toArray())
                .extracting(h -> h.key() + "=" + new String(h.value(), java.nio.charset.StandardCharsets.UTF_8))
                .containsExactly("trace=abc", "clipstream.attempts=1", "clipstream.replay-of=0/3");
        assertThat(producer.history().get(1).topic()).isEqualTo(Letters.TOPIC);
        assertThat(producer.history().get(1).partition()).isZero();
        assertThat(producer.history().get(1).value()).isNull();
    }

    @Test
    void replaysNothingTwice() {
        // Given a letter and what its replay has written
        ConsumerRecord<byte[], byte[]> letter = Letters.letter(0, 17);
        replay(ALL, Set.of(), List.of(letter));
        ProducerRecord<byte[], byte[]> mark = producer.history().get(1);
        ConsumerRecord<byte[], byte[]> written =
                Letters.record(Letters.TOPIC, 0, 1, 30_000, mark.key(), mark.value(), mark.headers());
        // When everything is replayed once more
        ReplayReport report = replay(ALL, Set.of(), List.of(letter, written));
        // Then
        assertThat(report.count(ReplayOutcome.ALREADY_REPLAYED)).isOne();
        assertThat(report.isComplete()).isTrue();
        assertThat(producer.history()).hasSize(2);
    }

    @Test
    void replaysOneRecordOnceThoughItHasTwoLetters() {
        ReplayReport report = replay(ALL, Set.of(), List.of(Letters.letter(0, 17), Letters.letter(1, 17)));
        assertThat(report.count(ReplayOutcome.REPLAYED)).isOne();
        assertThat(report.count(ReplayOutcome.ALREADY_REPLAYED)).isOne();
        assertThat(producer.history()).hasSize(2);
    }

    @Test
    void leavesAloneWhatWasRefusedTooOften() {
        ReplayReport report = replay(
                new ReplayOptions(false, 10, 0, 3),
                Set.of(),
                List.of(Letters.again(0, 17, new LetterId(0, 5), 1), Letters.again(1, 18, new LetterId(0, 6), 2)));
        assertThat(report.count(ReplayOutcome.REPLAYED)).isOne();
        assertThat(report.count(ReplayOutcome.TOO_MANY_ATTEMPTS)).isOne();
        assertThat(heard).anyMatch(line -> line.startsWith("0/1 TOO_MANY_ATTEMPTS refused 3 times"));
        assertThat(report.isComplete()).isFalse();
    }

    @Test
    void writesNothingInADryRun() {
        ReplayReport report =
                replay(new ReplayOptions(true, 1, 0, 3), Set.of(), List.of(Letters.letter(0, 1), Letters.letter(1, 2)));
        assertThat(report.count(ReplayOutcome.WOULD_REPLAY)).isOne();
        assertThat(report.left()).isOne();
        assertThat(producer.transactionInitialized()).isFalse();
        assertThat(producer.history()).isEmpty();
    }

    @Test
    void writesNowhereButToTopicsThatPeopleWriteTo() {
        // Given letters that say they come from elsewhere, from a topic of one writer, and from one where the latest
        // counts
        ConsumerRecord<byte[], byte[]> foreign = from(0, "payments");
        ConsumerRecord<byte[], byte[]> adapters = from(1, "adapters");
        ConsumerRecord<byte[], byte[]> tasks = from(2, "tasks");
        // When everything is replayed
        ReplayReport all = replay(ALL, Set.of(), List.of(foreign, adapters, tasks));
        // Then nothing is
        assertThat(all.count(ReplayOutcome.NOT_REPLAYABLE)).isEqualTo(3);
        assertThat(producer.history()).isEmpty();
        // And a task only if somebody names it
        ReplayReport named = replay(ALL, Set.of(new LetterId(0, 2)), List.of(tasks));
        assertThat(named.count(ReplayOutcome.REPLAYED)).isOne();
    }

    @Test
    void readsWhatALetterLeavesOutAtItsPlace() {
        // Given two letters without values, and only one of the records still there
        ConsumerRecord<byte[], byte[]> original = Letters.record(
                "images", 0, 17, 5_000, Letters.bytes("key-17"), new byte[5_000], new RecordHeaders().add("a", null));
        log.put("images/0/17", original);
        ReplayReport report = replay(ALL, Set.of(), List.of(omitted(0, 17), omitted(1, 18)));
        // Then
        assertThat(producer.history().get(0).value()).hasSize(5_000);
        assertThat(producer.history().get(0).headers().lastHeader("a")).isNotNull();
        assertThat(report.count(ReplayOutcome.REPLAYED)).isOne();
        assertThat(report.count(ReplayOutcome.GONE)).isOne();
        assertThat(heard).anyMatch(line -> line.startsWith("0/1 GONE") && line.contains("images/0/18"));
    }

    @Test
    void takesNoOtherRecordAtThatPlaceForIt() {
        // Given a topic made anew, with another record at the same place
        log.put(
                "images/0/17",
                Letters.record("images", 0, 17, 6_000, Letters.bytes("key-17"), null, new RecordHeaders()));
        log.put(
                "images/0/18",
                Letters.record("images", 0, 18, 5_000, Letters.bytes("other"), null, new RecordHeaders()));
        ReplayReport report = replay(ALL, Set.of(), List.of(omitted(0, 17), omitted(1, 18)));
        assertThat(report.count(ReplayOutcome.GONE)).isEqualTo(2);
        assertThat(producer.history()).isEmpty();
    }

    @Test
    void replaysTheOthersWhereKafkaDoesNotTakeOne() {
        // Given a broker that finds the second record too large
        MockProducer<byte[], byte[]> strict = producer(Set.of("key-2"));
        // When
        ReplayReport report = replay(
                strict, ALL, Set.of(), List.of(Letters.letter(0, 1), Letters.letter(1, 2), Letters.letter(2, 3)));
        // Then
        assertThat(report.count(ReplayOutcome.REPLAYED)).isEqualTo(2);
        assertThat(report.count(ReplayOutcome.FAILED)).isOne();
        assertThat(strict.history())
                .filteredOn(record -> record.topic().equals("images"))
                .hasSize(2);
        assertThat(strict.history())
                .filteredOn(record -> record.topic().equals(Letters.TOPIC))
                .hasSize(2);
    }

    @Test
    void endsWithoutAWordTooMuchWhenAnotherReplayTakesOver() {
        // Given a replay that was fenced after its start
        try (MockProducer<byte[], byte[]> old = producer(Set.of())) {
            old.initTransactions();
            old.beginTransaction();
            old.fenceProducer();
            ReplayWriter writer = new ReplayWriter(old, Letters.TOPIC, CLOCK);
            Letter letter = Letter.of(Letters.letter(0, 1)).orElseThrow();
            ReplayItem item = ReplayItem.of(letter, Letters.letter(0, 1), null);
            // When it writes
            // Then
            assertThatThrownBy(() -> writer.write(List.of(item)))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("another replay has begun");
            assertThat(old.history()).isEmpty();
        }
    }

    @Test
    void saysWhichIdsAreNoLetters() {
        ReplayReport report =
                replay(ALL, Set.of(new LetterId(0, 0), new LetterId(0, 9)), List.of(Letters.letter(0, 1)));
        assertThat(report.unknown()).containsExactly(new LetterId(0, 9));
        assertThat(report.isComplete()).isFalse();
    }

    private static ConsumerRecord<byte[], byte[]> from(long id, String topic) {
        return Letters.letter(id, new SourcePosition(topic, 0, id, 1), Reason.UNDECODABLE, new RecordHeaders());
    }

    private static ConsumerRecord<byte[], byte[]> omitted(long id, long offset) {
        ConsumerRecord<byte[], byte[]> letter = Letters.letter(id, offset);
        letter.headers().add(LetterHeaders.OMITTED, Letters.bytes("5000"));
        return Letters.record(Letters.TOPIC, 0, id, letter.timestamp(), letter.key(), null, letter.headers());
    }

    private ReplayReport replay(
            ReplayOptions options, Set<LetterId> named, List<ConsumerRecord<byte[], byte[]>> letters) {
        return replay(producer, options, named, letters);
    }

    private ReplayReport replay(
            MockProducer<byte[], byte[]> to,
            ReplayOptions options,
            Set<LetterId> named,
            List<ConsumerRecord<byte[], byte[]>> letters) {
        letters.forEach(letter -> log.put(place(letter), letter));
        ReplayWriter writer = new ReplayWriter(to, Letters.TOPIC, CLOCK);
        if (!options.dryRun() && !to.transactionInitialized()) {
            writer.fence();
        }
        return new Replayer(
                        options,
                        new ReplayRoute(topics(), topic -> 2),
                        new ReplayOriginals(Letters.TOPIC, new LogFetcher()),
                        writer,
                        (letter, outcome, detail) -> heard.add(letter.id() + " " + outcome + " " + detail),
                        new Pace(0))
                .replay(Letters.index(letters), named);
    }

    private static String place(ConsumerRecord<byte[], byte[]> record) {
        return record.topic() + "/" + record.partition() + "/" + record.offset();
    }

    private static Topics topics() {
        return Topics.of("", new TopicSizes(2, 2, 1024 * 1024), new Topics.SerdeFactory() {
            @Override
            public <T extends SpecificRecord> Serde<T> of(Class<T> type) {
                return AvroSerdes.forRecord(type, Map.of("schema.registry.url", "mock://replayer-test"));
            }
        });
    }

    private static MockProducer<byte[], byte[]> producer(Set<String> tooLarge) {
        return new MockProducer<>(Cluster.empty(), true, null, new ByteArraySerializer(), new ByteArraySerializer()) {
            @Override
            public synchronized Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record) {
                return record.key() != null
                                && tooLarge.contains(new String(record.key(), java.nio.charset.StandardCharsets.UTF_8))
                        ? CompletableFuture.failedFuture(new RecordTooLargeException("too large for " + record.topic()))
                        : super.send(record);
            }
        };
    }

    /** Finds what the log has. */
    private final class LogFetcher implements RecordFetcher {
        @Override
        public CompletableFuture<Optional<ConsumerRecord<byte[], byte[]>>> fetch(
                String topic, int partition, long offset) {
            return CompletableFuture.completedFuture(
                    Optional.ofNullable(log.get(topic + "/" + partition + "/" + offset)));
        }

        @Override
        public void close() {}
    }
}
