package io.clipstream.topology;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What all partitions of a process hold together between intake and forward: images, and bytes of their originals.
 *
 * <p>Safe for use by many threads. Of two that ask at once one may be refused for the other's sake, never both let in beyond
 * the bound; one image is always let in.
 */
final class InFlightMemory {
    /** Of what was largest, the share that each smaller image takes away: a giant is forgotten after some hundreds. */
    private static final int FORGETTING = 64;

    /** Of the bound, what an image is taken for that is still to be read, before any was seen. */
    private static final int UNSEEN_SHARE = 8;

    private final int maxImages;
    private final long maxBytes;
    private final AtomicInteger images = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong largest = new AtomicLong();

    InFlightMemory(int maxImages, long maxBytes) {
        this.maxImages = maxImages;
        this.maxBytes = maxBytes;
    }

    /** Takes room for a new image; false if there is none. */
    boolean take(long needed) {
        int others = images.getAndIncrement();
        long held = hold(needed);
        if (others == 0 || others < maxImages && held <= maxBytes) {
            return true;
        }
        images.decrementAndGet();
        release(needed);
        return false;
    }

    /** Most new images of one partition that wait for a store, so that others have room beside them. */
    int share() {
        return Math.max(1, maxImages / 4);
    }

    /** A new image was forwarded, or its partition has left. */
    void leave() {
        images.decrementAndGet();
    }

    /** Holds bytes whether there is room or not; returns what is held then. */
    long hold(long more) {
        return bytes.addAndGet(more);
    }

    /** An image has this many bytes; the next may have as many. */
    void seen(long image) {
        largest.accumulateAndGet(image, (before, now) -> Math.max(now, before - before / FORGETTING));
    }

    void release(long held) {
        bytes.addAndGet(-held);
    }

    /** Whether an image that is still to be read is likely to find room. */
    boolean mayRead() {
        return bytes.get() + expected() <= maxBytes;
    }

    /** What an image that is still to be read will take at most, as far as one can tell. */
    long expected() {
        long seen = largest.get();
        return seen == 0 ? Math.max(1, maxBytes / UNSEEN_SHARE) : seen;
    }

    long bytes() {
        return bytes.get();
    }

    int images() {
        return images.get();
    }
}
