package io.clipstream.topology;

import io.clipstream.serde.RegistryFaultException;
import java.util.Collection;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the images of one lane again of which only the place is known: what an earlier generation left, and what came while
 * it could not be taken in.
 *
 * <p>Reads ahead, within what memory allows, and as often as brokers and registry need it. Touched by the stream thread alone.
 */
final class InFlightReader {
    private static final Logger LOG = LoggerFactory.getLogger(InFlightReader.class);
    /** Images that are read again at a time: enough to keep the device busy, few enough to hold in memory. */
    private static final int FETCH_WINDOW = 32;

    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final String lane;
    private final InFlightMemory memory;
    private final RecordFetcher fetcher;
    private final ScoreIntake intake;
    private int unread;
    private long nextFetchNanos = System.nanoTime();
    private long nextJudgeNanos = nextFetchNanos;
    private RegistryFaultException heldUp;

    /** @param lane for messages */
    InFlightReader(String lane, InFlightMemory memory, RecordFetcher fetcher, ScoreIntake intake) {
        this.lane = lane;
        this.memory = memory;
        this.fetcher = fetcher;
        this.intake = intake;
    }

    /** Another image of the lane is known by its place alone. */
    void added() {
        unread++;
    }

    /** One of them has left the reader. */
    void left() {
        unread--;
    }

    /** Images of the lane that are, or were, to be read again and still wait. */
    int unread() {
        return unread;
    }

    /** The registry could not say what an image is. */
    void holdUp(RegistryFaultException cause) {
        if (heldUp == null) {
            LOG.warn("{} is held up, its images wait: {}", lane, cause.getMessage());
        }
        heldUp = cause;
        nextJudgeNanos = System.nanoTime() + RETRY_NANOS;
    }

    /** What the registry did not say; null if nothing is held up. */
    RegistryFaultException heldUp() {
        return heldUp;
    }

    /** Asks for the first of the waiting images, in order. */
    void fetchAhead(Collection<InFlightEntry> waiting) {
        if (unread == 0 || System.nanoTime() - nextFetchNanos < 0) {
            return;
        }
        int ahead = 0;
        for (Iterator<InFlightEntry> it = waiting.iterator(); it.hasNext() && ahead < FETCH_WINDOW; ahead++) {
            InFlightEntry entry = it.next();
            boolean toFetch = entry.isUnread() && entry.fetch() == null;
            // The head may always be read: whatever holds the room may wait for it.
            if (toFetch && ahead > 0 && !memory.mayRead()) {
                return;
            }
            if (toFetch) {
                SourcePosition source = entry.source();
                hold(entry, memory.expected());
                entry.fetching(fetcher.fetch(source.topic(), source.partition(), source.offset()));
            }
        }
    }

    private void hold(InFlightEntry entry, long bytes) {
        memory.hold(bytes);
        memory.release(entry.exchangeHeld(bytes));
    }

    /** Whether the image is settled: read, gone or refused. */
    boolean readAgain(InFlightEntry entry) {
        boolean tooSoon = heldUp != null && System.nanoTime() - nextJudgeNanos < 0;
        if (entry.fetch() == null || !entry.fetch().isDone() || tooSoon) {
            return false;
        }
        try {
            settle(entry, entry.fetch().join());
            heldUp = null;
            return true;
        } catch (RegistryFaultException e) {
            // Judged again as soon as the registry can be asked.
            holdUp(e);
            return false;
        } catch (CompletionException e) {
            // The brokers' fault, not the record's: asked again until they answer.
            LOG.warn(
                    "{} could not be read again yet: {}",
                    entry.source(),
                    e.getCause().toString());
            entry.fetching(null);
            hold(entry, 0);
            nextFetchNanos = System.nanoTime() + RETRY_NANOS;
            return false;
        }
    }

    private void settle(InFlightEntry entry, Optional<ConsumerRecord<byte[], byte[]>> found) {
        if (found.isEmpty()) {
            hold(entry, 0);
            entry.refuse(
                    Reason.SOURCE_EXPIRED,
                    "the image's record was gone when it had to be read again after a restart; "
                            + "expected it to be kept longer than an outage lasts");
            return;
        }
        ConsumerRecord<byte[], byte[]> record = found.get();
        ScoreIntake.Checked checked = intake.check(record.key(), record.value(), record.headers());
        if (checked.isRefused()) {
            entry.readAgain(InFlightImage.undecoded(record.key(), record.value(), record.headers()));
            entry.refuse(checked.reason(), checked.message());
        } else {
            entry.readAgain(checked.image());
        }
        memory.seen(entry.image().bytes());
        hold(entry, entry.image().bytes());
    }
}
