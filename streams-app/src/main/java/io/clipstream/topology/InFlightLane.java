package io.clipstream.topology;

import io.clipstream.scoring.ScoreOutcome;
import io.clipstream.scoring.ScoreRequest;
import io.clipstream.scoring.ScoringEngine;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The FIFO of one source partition, from one init of its Streams task to the next: one generation.
 *
 * <p>Images are submitted in order, what an earlier generation left before anything new, and come out in order. Results of
 * an older generation go to entries of its lane, which nobody looks at any more. Touched by the stream thread alone.
 */
final class InFlightLane {
    private static final Logger LOG = LoggerFactory.getLogger(InFlightLane.class);
    /** Leftovers that are read again at a time: enough to keep the device busy, few enough to hold in memory. */
    private static final int FETCH_WINDOW = 32;

    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final ScoreSettings settings;
    private final ScoringEngine engine;
    private final RecordFetcher fetcher;
    private final ScoreIntake intake;
    private final ScoreDrain drain;
    private final Deque<InFlightEntry> unsubmitted = new ArrayDeque<>();
    private final Deque<InFlightEntry> submitted = new ArrayDeque<>();
    private final AtomicLong heldBytes = new AtomicLong();
    private int fresh;
    private int leftoversUnsubmitted;
    private long lastLeftoverOffset = -1;
    private long nextFetchNanos = System.nanoTime();

    InFlightLane(
            ScoreSettings settings, ScoringEngine engine, RecordFetcher fetcher, ScoreIntake intake, ScoreDrain drain) {
        this.settings = settings;
        this.engine = engine;
        this.fetcher = fetcher;
        this.intake = intake;
        this.drain = drain;
    }

    /** Begins with what an earlier generation left, in order. */
    void recover(List<SourcePosition> leftovers) {
        for (SourcePosition source : leftovers) {
            unsubmitted.add(InFlightEntry.leftover(source));
            leftoversUnsubmitted++;
            drain.taken(1);
            lastLeftoverOffset = Math.max(lastLeftoverOffset, source.offset());
        }
    }

    /** Whether the image may be one of the leftovers, read once more from the source under at-least-once. */
    boolean mayBeLeftover(SourcePosition source) {
        return source.offset() <= lastLeftoverOffset;
    }

    void append(InFlightEntry entry) {
        unsubmitted.add(entry);
        drain.taken(1);
        heldBytes.addAndGet(entry.image().bytes());
        fresh++;
    }

    /** Submits in order whatever can be submitted now. */
    void pump() {
        fetchLeftovers();
        while (!unsubmitted.isEmpty()) {
            InFlightEntry head = unsubmitted.peek();
            if (head.isRecovered() && head.image() == null && head.refusal() == null && !readAgain(head)) {
                return;
            }
            if (head.refusal() == null && !submit(head)) {
                return;
            }
            submitted.add(unsubmitted.poll());
            leftoversUnsubmitted -= head.isRecovered() ? 1 : 0;
        }
    }

    /** The head if it is finished, taken out; null otherwise. */
    InFlightEntry pollFinished() {
        InFlightEntry head = submitted.peek();
        if (head == null || !head.isFinished()) {
            return null;
        }
        submitted.poll();
        drain.done(1);
        fresh -= head.isRecovered() ? 0 : 1;
        InFlightImage image = head.image();
        if (image != null) {
            heldBytes.addAndGet(-image.bytes());
        }
        return head;
    }

    boolean isEmpty() {
        return unsubmitted.isEmpty() && submitted.isEmpty();
    }

    /** Whether intake has to wait: the engine is full, or too much is held here. */
    boolean isFull() {
        boolean engineFull = !unsubmitted.isEmpty() && leftoversUnsubmitted == 0;
        boolean tooMany = fresh > settings.maxInFlight();
        boolean tooLarge = fresh > 1 && heldBytes.get() > settings.maxHeldBytes();
        return engineFull || tooMany || tooLarge;
    }

    /** What is in it, for messages. */
    String describe() {
        return submitted.size() + " submitted, " + unsubmitted.size() + " waiting (" + leftoversUnsubmitted
                + " of them to be read again), " + heldBytes.get() + " bytes held";
    }

    /** Ends the generation. */
    void close() {
        engine.discard(this);
        drain.done(unsubmitted.size() + submitted.size());
        unsubmitted.clear();
        submitted.clear();
    }

    private void fetchLeftovers() {
        if (leftoversUnsubmitted == 0 || System.nanoTime() - nextFetchNanos < 0) {
            return;
        }
        int ahead = 0;
        for (Iterator<InFlightEntry> it = unsubmitted.iterator(); it.hasNext() && ahead < FETCH_WINDOW; ahead++) {
            InFlightEntry entry = it.next();
            if (!entry.isRecovered()) {
                return;
            }
            if (entry.image() == null && entry.refusal() == null && entry.fetch() == null) {
                SourcePosition source = entry.source();
                entry.fetching(fetcher.fetch(source.topic(), source.partition(), source.offset()));
            }
        }
    }

    /** Whether the leftover is settled: read, gone or refused. */
    private boolean readAgain(InFlightEntry entry) {
        if (entry.fetch() == null || !entry.fetch().isDone()) {
            return false;
        }
        try {
            settle(entry, entry.fetch().join());
            return true;
        } catch (CompletionException e) {
            // The brokers' fault, not the record's: asked again, and intake's deadline ends it if that does not help.
            LOG.warn(
                    "{} could not be read again yet: {}",
                    entry.source(),
                    e.getCause().toString());
            entry.fetching(null);
            nextFetchNanos = System.nanoTime() + RETRY_NANOS;
            return false;
        }
    }

    private void settle(InFlightEntry entry, Optional<ConsumerRecord<byte[], byte[]>> found) {
        if (found.isEmpty()) {
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
        heldBytes.addAndGet(entry.image().bytes());
    }

    private boolean submit(InFlightEntry entry) {
        InFlightImage image = entry.image();
        Optional<CompletableFuture<ScoreOutcome>> outcome =
                engine.trySubmit(new ScoreRequest(this, image.task(), image.payload(), image.bytes()));
        outcome.ifPresent(running -> entry.submitted(running.thenApply(done -> lighten(entry, done))));
        return outcome.isPresent();
    }

    /** On the engine's thread: a scored image needs its original no more, a refused one becomes a dead letter. */
    private ScoreOutcome lighten(InFlightEntry entry, ScoreOutcome done) {
        if (done instanceof ScoreOutcome.Scored) {
            heldBytes.addAndGet(-entry.image().bytes());
            entry.lighten();
        }
        return done;
    }
}
