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
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
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
    /** Images that are fetched from where they lie at a time. */
    private static final int CLAIM_WINDOW = 64;
    /** Where a store, or versions, have been awaited for as long, what comes is kept by its place alone. */
    private static final long HELD_UP_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    /** Most of those: a deadline ends the wait. */
    private static final int MOST_DEFERRED = 4096;

    /** Places that are kept while the registry, or versions, hold the partition up: about a megabyte. */
    private static final int MOST_HELD_UP = 10_000;

    private final String name;
    private final InFlightMemory memory;
    private final ScoringEngine engine;
    private final CompletableFuture<Void> versionsKnown;
    private final long begunNanos = System.nanoTime();
    private final InFlightReader reader;
    private final ImageStore store;
    private final ScoreDrain drain;
    private final Deque<InFlightEntry> unsubmitted = new ArrayDeque<>();
    private final Deque<InFlightEntry> submitted = new ArrayDeque<>();
    private InFlightEntry awaited;
    private long awaitedSinceNanos;
    private long lastLeftoverOffset = -1;

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
        this.reader = new InFlightReader(name, memory, fetcher, intake);
        this.store = store;
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
        } else if (reader.unread() > 0 || !isCaughtUp() || mayWaitForStore(entry)) {
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

    /** Whether a store, or late versions, keep the whole partition waiting, so that others of the thread should not wait with it. */
    boolean isHeldUp() {
        if (isAwaitingVersions()) {
            return reader.unread() < MOST_HELD_UP;
        }
        return awaited != null
                && awaited == unsubmitted.peek()
                && awaited.isAwaitingStore()
                && System.nanoTime() - awaitedSinceNanos > HELD_UP_NANOS
                && reader.unread() < MOST_DEFERRED;
    }

    /**
     * Whether a new image can be judged now. If not, since the registry cannot say what it is, it is to be deferred: other
     * partitions go on.
     *
     * @throws RegistryFaultException if too many were deferred for that
     */
    boolean mayJudge() {
        if (reader.heldUp() != null && reader.unread() >= MOST_HELD_UP) {
            throw reader.heldUp();
        }
        return reader.heldUp() == null;
    }

    /** The registry could not say what an image is. */
    void holdUp(RegistryFaultException cause) {
        reader.holdUp(cause);
    }

    /** What holds the partition up, in words; null if nothing does. */
    String heldUp() {
        if (reader.heldUp() != null) {
            return reader.heldUp().getMessage();
        }
        return isAwaitingVersions()
                ? "the adapters topic has not been read to where it ended when " + name + " was taken over"
                : null;
    }

    /** Keeps only the place of a new image: it is read again when its turn comes. */
    void defer(SourcePosition source) {
        addUnread(InFlightEntry.deferred(source));
    }

    private void addUnread(InFlightEntry entry) {
        unsubmitted.add(entry);
        reader.added();
        drain.taken(1);
    }

    /** Submits in order whatever can be submitted now. */
    void pump() {
        reader.fetchAhead(unsubmitted);
        fetchClaims();
        if (!isCaughtUp()) {
            return;
        }
        while (!unsubmitted.isEmpty()) {
            InFlightEntry head = unsubmitted.peek();
            if (head.isUnread() && !reader.readAgain(head)) {
                return;
            }
            if (head.claim() != null && head.refusal() == null && !settleClaim(head)) {
                return;
            }
            if (head.refusal() == null && !submit(head)) {
                return;
            }
            submitted.add(unsubmitted.poll());
            if (head.isRecovered()) {
                reader.left();
            }
        }
    }

    /** Whether no version older than one that was used for this partition can score here. */
    private boolean isCaughtUp() {
        return versionsKnown.isDone() && !versionsKnown.isCompletedExceptionally();
    }

    /** Whether those versions are so late that nobody should wait for them. */
    private boolean isAwaitingVersions() {
        return !isCaughtUp() && System.nanoTime() - begunNanos > HELD_UP_NANOS;
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
            if (ahead++ == CLAIM_WINDOW || entry.isUnread() && !reader.readAgain(entry)) {
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
