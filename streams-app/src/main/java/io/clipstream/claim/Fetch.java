package io.clipstream.claim;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One fetch of one image: its attempts, one at a time, on any thread. */
final class Fetch {
    private static final Logger LOG = LoggerFactory.getLogger(Fetch.class);

    private final CompletableFuture<Fetched> result;
    private final Address address;
    private final byte[] sha256;
    private final Source source;
    private final Reservation held;
    private final int maxBytes;
    private final long beganNanos = System.nanoTime();
    private final long deadlineNanos;
    private Reading reading;
    private String trouble;
    private boolean expired;

    /** @param result what somebody waits for, and may give up */
    Fetch(
            Address address,
            byte[] sha256,
            Source source,
            Reservation held,
            ClaimLimits limits,
            CompletableFuture<Fetched> result) {
        this.result = result;
        this.address = address;
        this.sha256 = sha256;
        this.source = source;
        this.held = held;
        this.maxBytes = limits.maxBytes();
        this.deadlineNanos = beganNanos + limits.deadline().toNanos();
    }

    long ageNanos() {
        return System.nanoTime() - beganNanos;
    }

    long leftNanos() {
        return deadlineNanos - System.nanoTime();
    }

    /** One attempt. */
    Fetched.Image attempt() throws FetchException {
        Reading now = new Reading(maxBytes, deadlineNanos, held);
        synchronized (this) {
            reading = now;
            if (expired) {
                throw timedOut();
            }
        }
        try {
            Body body = source.read(address, now);
            requireDigest(body);
            return new Fetched.Image(body.bytes(), body.length(), held);
        } catch (FetchException e) {
            throw failed(e);
        } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
            // A library that stumbles over what a store says, or over being broken off: not our fault. Nor is it the
            // process's that an image is too large for the heap: it would come back after every restart.
            LOG.debug("reading {} failed unexpectedly", address.shown(), e);
            throw failed(FetchException.passing("reading " + address.shown() + " failed unexpectedly: " + e, e));
        }
    }

    private synchronized FetchException failed(FetchException e) {
        if (expired) {
            return timedOut();
        }
        trouble = e.getMessage();
        return e;
    }

    private void requireDigest(Body body) throws FetchException {
        byte[] actual = digest(body);
        if (!MessageDigest.isEqual(actual, sha256)) {
            throw FetchException.lasting(
                    Fetched.Cause.DIGEST_MISMATCH,
                    address.shown() + " has " + body.length() + " bytes with SHA-256 "
                            + HexFormat.of().formatHex(actual) + ", expected "
                            + HexFormat.of().formatHex(sha256));
        }
    }

    private static byte[] digest(Body body) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(body.bytes(), 0, body.length());
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** The deadline is over, or nobody waits any more: the attempt that runs, if any, is broken off. */
    void expire() {
        Reading running;
        synchronized (this) {
            expired = true;
            running = reading;
        }
        // First the answer: breaking off may take as long as it likes.
        result.complete(timedOut().refusal());
        if (running != null) {
            running.giveUp();
        }
    }

    /** The image has come; it is given back where nobody waits for it any more. True if somebody did. */
    boolean end(Fetched.Image image) {
        boolean wanted = result.complete(image);
        if (!wanted) {
            held.close();
        }
        return wanted;
    }

    /** Nothing will come of it. */
    void fail(Throwable failure) {
        held.close();
        if (failure instanceof FetchException e) {
            result.complete(e.refusal());
        } else {
            result.completeExceptionally(failure);
        }
    }

    private synchronized FetchException timedOut() {
        return FetchException.lasting(
                Fetched.Cause.TIMED_OUT,
                address.shown() + " did not give the image within "
                        + (deadlineNanos - beganNanos) / 1_000_000 + " ms (claim.deadline.ms)"
                        + (trouble == null ? "" : "; last: " + trouble));
    }
}
