package io.clipstream.topology;

import io.clipstream.claim.Fetched;
import io.clipstream.claim.ImageStore;
import io.clipstream.scoring.ScoreOutcome;
import io.clipstream.scoring.ScoreRequest;
import io.clipstream.scoring.ScoringEngine;
import io.clipstream.serde.RegistryFaultException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The FIFO of one source partition, from one init of its Streams task to the next: one generation.
 *
 * <p>Images are submitted in order, what an earlier generation left before anything new, and come out in order. Results of
 * an older generation go to entries of its lane, which nobody looks at any more. Nothing is submitted before the versions
 * that an earlier owner may have used have arrived here. Touched by the stream thread alone.
 */
final class InFlightLane {
    private static final Logger LOG = LoggerFactory.getLogger(InFlightLane.class);
    /** Leftovers that are read again at a time: enough to keep the device busy, few enough to hold in memory. */
    private static final int FETCH_WINDOW = 32;

    /** Images that are fetched from where they lie at a time. */
    private static final int CLAIM_WINDOW = 64;
    /** An image that comes behind one whose store has been silent for as long is kept by its place alone. */
    private static final long HELD_UP_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    /** Most of those: a deadline ends the wait. */
    private static final int MOST_DEFERRED = 4096;

    /** Places that are kept while the registry holds the partition up: about a megabyte. */
    private static final int MOST_HELD_UP = 10_000;

    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final String name;
    private final InFlightMemory memory;
    private final ScoringEngine engine;
    private final CompletableFuture<Void> versionsKnown;
    private final RecordFetcher fetcher;
    private final ImageStore store;
    private final ScoreIntake intake;
    private final ScoreDrain drain;
    private final Deque<InFlightEntry> unsubmitted = new ArrayDeque<>();
    private final Deque<InFlightEntry> submitted = new ArrayDeque<>();
    private int unread;
    private InFlightEntry awaited;
    private long awaitedSinceNanos;
    private long lastLeftoverOffset = -1;
    private long nextFetchNanos = System.nanoTime();
    private long nextJudgeNanos = nextFetchNanos;
    private RegistryFaultException heldUp;

    /** @param name for messages */
    InFlightLane(
            String name,
            InFlightMemory memory,
            ScoringEngine engine,
            VersionCatchUp versions,
            RecordFetcher fetcher,
            ImageStore store,
            ScoreIntake intake,
            ScoreDrain drain) {
        this.name = name;
        this.memory = memory;
        this.engine = engine;
        this.versionsKnown = versions.catchUp();
        this.fetcher = fetcher;
        this.store = store;
        this.intake = intake;
        this.drain = drain;
    }

    /** Begins with what an earlier generation left, in order. */
    void recover(List<SourcePosition> leftovers) {
        for (SourcePosition source : leftovers) {
            addUnread(InFlightEntry.leftover(source));
            lastLeftoverOffset = Math.max(lastLeftoverOffset, source.offset());
        }
    }

    /** Whether the image may be one of the leftovers, read once more from the source under at-least-once. */
    boolean mayBeLeftover(SourcePosition source) {
        return source.offset() <= lastLeftoverOffset;
    }

    /** Takes a new image in; false if there is no room for it now. */
    boolean offer(SourcePosition source, InFlightImage image) {
        memory.seen(image.bytes());
        if (!memory.take(image.bytes())) {
            return false;
        }
        InFlightEntry entry = InFlightEntry.fresh(source, image);
        entry.exchangeHeld(image.bytes());
        if (unsubmitted.isEmpty() && isCaughtUp() && entry.claim() == null && submit(entry)) {
            submitted.add(entry);
        } else if (unread > 0 || !isCaughtUp() || mayWaitForStore(entry)) {
            // What has to be read again, or fetched, comes first, and the versions; the engine has no say yet.
            unsubmitted.add(entry);
        } else {
            memory.leave();
            memory.release(entry.exchangeHeld(0));
            return false;
        }
        drain.taken(1);
        return true;
    }

    /** Whether the image may wait here for its own store, or for that of an image before it. */
    private boolean mayWaitForStore(InFlightEntry entry) {
        boolean behindOne = !unsubmitted.isEmpty() && unsubmitted.peek().isAwaitingStore();
        return unsubmitted.size() < memory.share() && (entry.claim() != null || behindOne);
    }

    /** Whether a store keeps the whole partition waiting, so that others of the thread should not wait with it. */
    boolean isHeldUp() {
        return awaited != null
                && awaited == unsubmitted.peek()
                && awaited.isAwaitingStore()
                && System.nanoTime() - awaitedSinceNanos > HELD_UP_NANOS
                && unread < MOST_DEFERRED;
    }

    /**
     * Whether a new image can be judged now. If not, since the registry cannot say what it is, it is to be deferred: other
     * partitions go on.
     *
     * @throws RegistryFaultException if too many were deferred for that
     */
    boolean mayJudge() {
        if (heldUp != null && unread >= MOST_HELD_UP) {
            throw heldUp;
        }
        return heldUp == null;
    }

    /** The registry could not say what an image is. */
    void holdUp(RegistryFaultException cause) {
        if (heldUp == null) {
            LOG.warn("{} is held up, its images wait: {}", name, cause.getMessage());
        }
        heldUp = cause;
        nextJudgeNanos = System.nanoTime() + RETRY_NANOS;
    }

    /** What the registry did not say; null if nothing is held up. */
    String heldUp() {
        return heldUp == null ? null : heldUp.getMessage();
    }

    /** Keeps only the place of a new image: it is read again when its turn comes. */
    void defer(SourcePosition source) {
        addUnread(InFlightEntry.deferred(source));
    }

    private void addUnread(InFlightEntry entry) {
        unsubmitted.add(entry);
        unread++;
        drain.taken(1);
    }

    /** Submits in order whatever can be submitted now. */
    void pump() {
        fetchLeftovers();
        fetchClaims();
        if (!isCaughtUp()) {
            return;
        }
        while (!unsubmitted.isEmpty()) {
            InFlightEntry head = unsubmitted.peek();
            if (head.isUnread() && !readAgain(head)) {
                return;
            }
            if (head.claim() != null && head.refusal() == null && !settleClaim(head)) {
                return;
            }
            if (head.refusal() == null && !submit(head)) {
                return;
            }
            submitted.add(unsubmitted.poll());
            unread -= head.isRecovered() ? 1 : 0;
        }
    }

    /** Whether no version older than one that was used for this partition can score here. */
    private boolean isCaughtUp() {
        return versionsKnown.isDone() && !versionsKnown.isCompletedExceptionally();
    }

    /** The head if it is finished, taken out; null otherwise. */
    InFlightEntry pollFinished() {
        InFlightEntry head = submitted.peek();
        if (head == null || !head.isFinished()) {
            return null;
        }
        submitted.poll();
        drain.done(1);
        leave(head);
        return head;
    }

    boolean isEmpty() {
        return unsubmitted.isEmpty() && submitted.isEmpty();
    }

    /** Ends the generation. */
    void close() {
        engine.discard(this);
        drain.done(unsubmitted.size() + submitted.size());
        unsubmitted.forEach(this::leave);
        submitted.forEach(this::leave);
        unsubmitted.clear();
        submitted.clear();
    }

    private void leave(InFlightEntry entry) {
        memory.release(entry.exchangeHeld(0));
        letGoOfClaim(entry);
        if (entry.isFresh()) {
            memory.leave();
        }
    }

    private static void letGoOfClaim(InFlightEntry entry) {
        if (entry.claim() != null) {
            entry.claim().letGo();
        }
    }

    /**
     * Asks for images where they lie, in order: a store lets them begin in the order in which they are asked for, so what
     * others wait for never waits for them.
     */
    private void fetchClaims() {
        int ahead = 0;
        for (InFlightEntry entry : unsubmitted) {
            if (ahead++ == CLAIM_WINDOW || entry.isUnread() && !readAgain(entry)) {
                return;
            }
            if (entry.claim() != null && entry.refusal() == null) {
                entry.claim().ask(store);
            }
        }
    }

    /** Whether the image has come, or is refused. */
    private boolean settleClaim(InFlightEntry head) {
        head.claim().ask(store);
        if (!head.claim().isSettled()) {
            if (awaited != head) {
                awaited = head;
                awaitedSinceNanos = System.nanoTime();
            }
            return false;
        }
        if (head.claim().fetched() instanceof Fetched.Refused refused) {
            head.refuse(InFlightClaim.reason(refused.cause()), refused.message());
        }
        return true;
    }

    private void fetchLeftovers() {
        if (unread == 0 || System.nanoTime() - nextFetchNanos < 0) {
            return;
        }
        int ahead = 0;
        for (Iterator<InFlightEntry> it = unsubmitted.iterator(); it.hasNext() && ahead < FETCH_WINDOW; ahead++) {
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

    /** Whether the leftover is settled: read, gone or refused. */
    private boolean readAgain(InFlightEntry entry) {
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

    private boolean submit(InFlightEntry entry) {
        InFlightImage image = entry.image();
        ByteBuffer payload = image.payload();
        long bytes = image.bytes();
        if (entry.claim() != null && entry.claim().fetched() instanceof Fetched.Image fetched) {
            payload = fetched.bytes();
            bytes += payload.remaining();
        }
        Optional<CompletableFuture<ScoreOutcome>> outcome =
                engine.trySubmit(new ScoreRequest(this, image.task(), payload, bytes));
        outcome.ifPresent(running -> entry.submitted(running.thenApply(done -> lighten(entry, done))));
        return outcome.isPresent();
    }

    /** On the engine's thread: a scored image needs its original no more, a refused one becomes a dead letter. */
    private ScoreOutcome lighten(InFlightEntry entry, ScoreOutcome done) {
        letGoOfClaim(entry);
        if (done instanceof ScoreOutcome.Scored) {
            entry.lighten();
            memory.release(entry.exchangeHeld(0));
        }
        return done;
    }

    @Override
    public String toString() {
        return name;
    }
}
