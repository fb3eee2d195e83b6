package io.clipstream.topology;

import io.clipstream.scoring.ScoreOutcome;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * One place in the FIFO of a source partition.
 *
 * <p>The stream thread's, but for {@link #lighten} and {@link #exchangeHeld}, which the engine's thread calls too.
 */
final class InFlightEntry {
    private final SourcePosition source;
    private final boolean recovered;
    private final boolean fresh;
    private final AtomicLong held = new AtomicLong();

    private volatile InFlightImage image;
    private InFlightClaim claim;
    private CompletableFuture<Optional<ConsumerRecord<byte[], byte[]>>> fetch;
    private CompletableFuture<ScoreOutcome> outcome;
    private Reason refusal;
    private String refusalMessage;

    private InFlightEntry(SourcePosition source, InFlightImage image, boolean recovered, boolean fresh) {
        this.source = source;
        this.image = image;
        this.claim = claimOf(image);
        this.recovered = recovered;
        this.fresh = fresh;
    }

    /** An image that just came. */
    static InFlightEntry fresh(SourcePosition source, InFlightImage image) {
        return new InFlightEntry(source, image, false, true);
    }

    /** An image that an earlier run or owner left, still to be read again. */
    static InFlightEntry leftover(SourcePosition source) {
        return new InFlightEntry(source, null, true, false);
    }

    /** An image that came while there was no room for it, to be read again when its turn comes. */
    static InFlightEntry deferred(SourcePosition source) {
        return new InFlightEntry(source, null, true, false);
    }

    SourcePosition source() {
        return source;
    }

    /** Whether it has to be read again, or was. */
    boolean isRecovered() {
        return recovered;
    }

    /** Whether it has been here, by value, since it came. */
    boolean isFresh() {
        return fresh;
    }

    /** Notes the bytes that are held for it from now on; returns those until now, so that each is given back once. */
    long exchangeHeld(long bytes) {
        return held.getAndSet(bytes);
    }

    /** Null for a leftover that was not read yet or is gone. */
    InFlightImage image() {
        return image;
    }

    private static InFlightClaim claimOf(InFlightImage image) {
        return image == null || image.reference() == null ? null : new InFlightClaim(image.reference());
    }

    /** Whether it is still to be read again. */
    boolean isUnread() {
        return image == null && refusal == null;
    }

    /** What is given by its address; null where the image came itself. */
    InFlightClaim claim() {
        return claim;
    }

    /** Whether the image is still on its way from the store where it lies. */
    boolean isAwaitingStore() {
        return claim != null && refusal == null && !claim.isSettled();
    }

    void readAgain(InFlightImage found) {
        claim = claimOf(found);
        image = found;
        fetch = null;
    }

    CompletableFuture<Optional<ConsumerRecord<byte[], byte[]>>> fetch() {
        return fetch;
    }

    void fetching(CompletableFuture<Optional<ConsumerRecord<byte[], byte[]>>> running) {
        fetch = running;
    }

    /** It ends here, without the engine. */
    void refuse(Reason reason, String message) {
        refusal = reason;
        refusalMessage = message;
        fetch = null;
    }

    Reason refusal() {
        return refusal;
    }

    String refusalMessage() {
        return refusalMessage;
    }

    void submitted(CompletableFuture<ScoreOutcome> running) {
        outcome = running;
    }

    boolean isFinished() {
        return refusal != null || outcome != null && outcome.isDone();
    }

    /** The engine's outcome; throws what it failed with. Only if finished and not refused here. */
    ScoreOutcome outcome() {
        return outcome.join();
    }

    /** Lets go of the original bytes; what is left is enough to forward a prediction. */
    void lighten() {
        image = image.light();
    }
}
