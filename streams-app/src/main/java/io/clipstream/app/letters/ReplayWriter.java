package io.clipstream.app.letters;

import io.clipstream.app.client.RefusedException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Writes replayed records, each with its mark in one transaction; for one thread.
 *
 * <p>All replays of a deployment share one transactional id: a second one that begins fences the first, whose open
 * transaction is then aborted. Whoever reads the letters after {@link #fence} therefore sees every mark there will be but
 * its own.
 */
final class ReplayWriter implements AutoCloseable {
    private static final int COMMIT_TRIES = 5;

    private static final List<Class<? extends KafkaException>> FENCES =
            List.of(ProducerFencedException.class, InvalidProducerEpochException.class);
    /** A broker says these of one record, and would say them again. */
    private static final List<Class<? extends KafkaException>> RECORD_FAULTS =
            List.of(RecordTooLargeException.class, InvalidTimestampException.class, InvalidRecordException.class);

    private final Producer<byte[], byte[]> producer;
    private final String deadLetters;
    private final Clock clock;

    ReplayWriter(Producer<byte[], byte[]> producer, String deadLetters, Clock clock) {
        this.producer = producer;
        this.deadLetters = deadLetters;
        this.clock = clock;
    }

    /** Ends whatever another replay has begun; returns when nothing of it is open. */
    void fence() {
        producer.initTransactions();
    }

    /** Partitions of a topic. */
    int partitions(String topic) {
        return producer.partitionsFor(topic).size();
    }

    /**
     * Writes all of them or none.
     *
     * @return where they are now
     * @throws RecordRefusedException if Kafka does not take one of them; none is written
     * @throws RefusedException if another replay has taken over, or the brokers do not answer
     */
    List<Replay> write(List<ReplayItem> items) throws RecordRefusedException {
        try {
            producer.beginTransaction();
            List<Replay> replays = mark(items, send(items));
            commit();
            return replays;
        } catch (KafkaException e) {
            RecordRefusedException record =
                    find(e, RECORD_FAULTS).map(RecordRefusedException::new).orElseThrow(() -> given(e));
            producer.abortTransaction();
            throw record;
        }
    }

    private List<RecordMetadata> send(List<ReplayItem> items) {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        KafkaException failure = null;
        try {
            for (ReplayItem item : items) {
                sent.add(producer.send(item.record()));
            }
            producer.flush();
        } catch (KafkaException e) {
            // Once one has failed, the producer takes no more: the futures know better what it was.
            failure = e;
        }
        List<RecordMetadata> places = new ArrayList<>();
        for (Future<RecordMetadata> one : sent) {
            try {
                places.add(one.get());
            } catch (ExecutionException e) {
                KafkaException cause = new KafkaException(e.getCause());
                boolean tellsMore =
                        failure == null || find(failure, RECORD_FAULTS).isEmpty();
                failure = tellsMore ? cause : failure;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new RefusedException("interrupted; what was not committed is not replayed", e);
            }
        }
        if (failure != null) {
            throw failure;
        }
        return places;
    }

    private List<Replay> mark(List<ReplayItem> items, List<RecordMetadata> places) {
        List<Replay> replays = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            Letter letter = items.get(i).letter();
            RecordMetadata place = places.get(i);
            Replay replay =
                    new Replay(letter.id(), clock.millis(), place.topic(), place.partition(), place.offset(), null);
            ProducerRecord<byte[], byte[]> mark = new ReplayMark(letter.source(), replay).toRecord(deadLetters);
            producer.send(mark);
            replays.add(replay);
        }
        return replays;
    }

    /** A commit that was not answered may be asked for again, and has to be: nobody knows whether it went through. */
    private void commit() {
        for (int i = 1; ; i++) {
            try {
                producer.commitTransaction();
                return;
            } catch (TimeoutException e) {
                if (i == COMMIT_TRIES) {
                    throw new RefusedException(
                            "the brokers did not answer a commit: its letters are replayed or they are not, none by"
                                    + " half. Run the command again: what was replayed is not replayed twice",
                            e);
                }
            }
        }
    }

    private static RefusedException given(KafkaException e) {
        return find(e, FENCES)
                .map(fence -> new RefusedException(
                        "another replay has begun and taken over: this one ends here, without what it had not"
                                + " committed",
                        e))
                .orElseGet(() -> new RefusedException("Kafka did not take the replay: " + e.getMessage(), e));
    }

    /** The first of these kinds in the chain of causes. */
    private static Optional<Throwable> find(Throwable error, List<Class<? extends KafkaException>> kinds) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            Throwable candidate = cause;
            if (kinds.stream().anyMatch(kind -> kind.isInstance(candidate))) {
                return Optional.of(cause);
            }
        }
        return Optional.empty();
    }

    /** Ends without waiting: what is open is aborted, by the brokers if need be. */
    @Override
    public void close() {
        producer.close(java.time.Duration.ofSeconds(5));
    }
}
