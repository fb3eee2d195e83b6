package io.clipstream.app.letters;

import io.clipstream.app.client.Deployment;
import io.clipstream.app.client.RefusedException;
import io.clipstream.topology.KafkaRecordFetcher;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Reads the dead letters of a deployment. */
public final class LetterDesk {
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final Duration FETCH = Duration.ofSeconds(15);

    private final Deployment deployment;

    public LetterDesk(Deployment deployment) {
        this.deployment = deployment;
    }

    /**
     * The wanted letters and what became of them.
     *
     * @param remarks hears, in words, what could not be seen
     */
    public LetterIndex read(LetterQuery query, Consumer<String> remarks) {
        LetterIndex index = new LetterIndex(wanted(query));
        Map<TopicPartition, Long> unread =
                scan(query.filter().ids().isEmpty() ? query.filter().since() : null, PATIENCE, index);
        if (!unread.isEmpty()) {
            remarks.accept("a transaction is open on " + topic() + ": what is behind it is not shown (" + places(unread)
                    + ")");
        }
        return index;
    }

    /**
     * The same for a replay, which must see every mark.
     *
     * @param patience how long to wait for open transactions
     * @throws RefusedException if they are not over by then
     */
    LetterIndex readAll(LetterQuery query, Duration patience) {
        LetterIndex index = new LetterIndex(wanted(query));
        // From the beginning, whatever is wanted: an older letter of the same record may have been replayed.
        Map<TopicPartition, Long> unread = scan(null, patience, index);
        if (!unread.isEmpty()) {
            throw new RefusedException("a transaction has been open on " + topic() + " for "
                    + patience.toSeconds() + " s, and hides what may have been replayed already (" + places(unread)
                    + "); nothing is replayed");
        }
        return index;
    }

    private Map<TopicPartition, Long> scan(Instant since, Duration patience, LetterIndex index) {
        Map<TopicPartition, Long> ends = LetterLog.ends(deployment.clients(), topic());
        try (LetterLog log = LetterLog.open(deployment.clients())) {
            return log.scan(ends, since, patience, index::add);
        }
    }

    /**
     * Shows one letter.
     *
     * @param view is given the letter's record, and the record with the original's key and value, if it is there
     * @throws RefusedException if there is no such letter
     */
    public void show(LetterId id, LetterViewer view) {
        try (KafkaRecordFetcher fetcher = fetcher()) {
            ReplayOriginals originals = new ReplayOriginals(topic(), fetcher);
            ConsumerRecord<byte[], byte[]> record = originals
                    .letter(id)
                    .orElseThrow(() -> new RefusedException("there is no record " + id + " on " + topic()));
            Letter letter = ReplayMark.isMark(record.headers())
                    ? null
                    : Letter.of(record).orElse(null);
            if (letter == null) {
                throw new RefusedException("the record " + id + " on " + topic() + " is no letter");
            }
            view.show(letter, record, letter.omitted() ? originals.original(letter) : Optional.of(record));
        }
    }

    /** Is shown a letter. */
    @FunctionalInterface
    public interface LetterViewer {
        /** Called once. */
        void show(
                Letter letter,
                ConsumerRecord<byte[], byte[]> record,
                Optional<ConsumerRecord<byte[], byte[]>> original);
    }

    /** A fetcher for letters and originals; the caller closes it. */
    KafkaRecordFetcher fetcher() {
        return new KafkaRecordFetcher(deployment.config().kafka().client("consumer"), FETCH);
    }

    private BiPredicate<Letter, ConsumerRecord<byte[], byte[]>> wanted(LetterQuery query) {
        if (query.task() == null) {
            return (letter, record) -> query.filter().test(letter);
        }
        LetterContent content = new LetterContent(deployment.topics());
        return (letter, record) -> query.filter().test(letter)
                && content.task(letter.source().topic(), record.value())
                        .filter(query.task()::equals)
                        .isPresent();
    }

    private String topic() {
        return deployment.topics().deadLetters().name();
    }

    private static String places(Map<TopicPartition, Long> unread) {
        Map<String, Long> places = new TreeMap<>();
        unread.forEach((partition, offset) -> places.put("partition " + partition.partition(), offset));
        return places.toString().replace("=", " from offset ").replaceAll("[{}]", "");
    }
}
