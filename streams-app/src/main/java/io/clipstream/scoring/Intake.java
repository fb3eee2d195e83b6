package io.clipstream.scoring;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The monitor between submitters, decode threads and device workers: what is in flight, in which order, and how much.
 *
 * <p>Images are decoded in any order and become ready in the order of their lane. A batch and the versions that score it
 * are taken together under the lock, so that versions never go backwards along a lane. Futures are completed outside the
 * lock.
 */
final class Intake {
    private final EngineSettings settings;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition undecoded = lock.newCondition();
    private final Condition batchable = lock.newCondition();
    private final Condition freed = lock.newCondition();
    private final Room room;
    private final Deque<Pending> decodeQueue = new ArrayDeque<>();
    private final Lanes lanes = new Lanes();
    private final Batches batches;
    private final EngineLife life = new EngineLife();
    private long settled;

    /** For workers that share one device. */
    Intake(EngineSettings settings, VersionRegistry versions) {
        this(settings, versions, 1);
    }

    /** {@code devices} is how many workers have a device of their own. */
    Intake(EngineSettings settings, VersionRegistry versions, int devices) {
        this.settings = settings;
        this.room = new Room(settings);
        this.batches = new Batches(settings, versions, devices);
    }

    /** Takes an image in; false if there is no room for it. */
    boolean offer(Pending image) {
        lock.lock();
        try {
            life.requireOpen();
            if (!room.take(image.request.lane(), image.request.bytes())) {
                return false;
            }
            lanes.add(image);
            decodeQueue.add(image);
            undecoded.signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    boolean hasRoom(long bytes) {
        lock.lock();
        try {
            return life.isOpen() && room.fits(bytes);
        } finally {
            lock.unlock();
        }
    }

    /** Waits until there may be room or an outcome, or the time is over. */
    void awaitProgress(long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            life.requireOpen();
            freed.awaitNanos(nanos);
        } finally {
            lock.unlock();
        }
    }

    /** The next image to decode; null once closed. */
    Pending nextToDecode() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (life.isOpen()) {
                Pending image = decodeQueue.poll();
                if (image == null) {
                    undecoded.await();
                } else if (!image.released) {
                    return image;
                }
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    /** Hands a decoded image back; whatever of its lane has its turn now becomes ready. */
    void decoded(Pending image) {
        lock.lock();
        try {
            image.decoded = true;
            advance(image.request.lane());
        } finally {
            lock.unlock();
        }
    }

    /** The next batch and its versions; null once closed. */
    Batches.Batch takeBatch() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long deadline = 0;
            while (life.isOpen()) {
                if (batches.isEmpty()) {
                    batchable.await();
                    continue;
                }
                long now = System.nanoTime();
                deadline = deadline == 0 ? now + settings.maxWait().toNanos() : deadline;
                if (now >= deadline || !batches.mayGrow() || lanes.isEmpty()) {
                    Batches.Batch batch = batches.cut();
                    if (!batches.isEmpty()) {
                        batchable.signal();
                    }
                    return batch;
                }
                batchable.awaitNanos(deadline - now);
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    /** From now on no batch is larger; the smallest of several limits holds. */
    void limitBatch(int images) {
        lock.lock();
        try {
            batches.limitBatch(images);
        } finally {
            lock.unlock();
        }
    }

    /** A worker has nothing in the device any more. */
    void workerIdle() {
        lock.lock();
        try {
            batches.workerIdle();
            batchable.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Gives back what settled images held. */
    void release(List<Pending> images) {
        lock.lock();
        try {
            for (Pending image : images) {
                if (!image.released) {
                    free(image);
                    if (lanes.remove(image)) {
                        advance(image.request.lane());
                    }
                }
            }
            freed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Drops a lane's images; those inside a batch come out to nobody. */
    void discard(Object lane) {
        List<Pending> dropped = new ArrayList<>();
        lock.lock();
        try {
            dropped.addAll(lanes.discard(lane));
            dropped.addAll(batches.discard(lane));
            dropped.forEach(this::free);
            room.forget(lane);
            decodeQueue.removeIf(image -> image.released);
            freed.signalAll();
        } finally {
            lock.unlock();
        }
        CancellationException cause = new CancellationException("the lane was discarded");
        dropped.forEach(image -> image.outcome.completeExceptionally(cause));
    }

    /** Changes the state; on an end, wakes everybody and fails whatever waits. False if it had ended before. */
    boolean become(EngineState next, Throwable cause) {
        List<Pending> dropped = new ArrayList<>();
        lock.lock();
        try {
            if (!life.become(next, cause)) {
                return false;
            }
            if (!next.isOpen()) {
                dropped.addAll(lanes.clear());
                dropped.addAll(batches.clear());
                dropped.forEach(this::free);
                room.forgetAll();
                decodeQueue.clear();
                undecoded.signalAll();
                batchable.signalAll();
                freed.signalAll();
            }
        } finally {
            lock.unlock();
        }
        dropped.forEach(image -> image.outcome.completeExceptionally(life.ended()));
        return true;
    }

    /** Waits until nothing is in flight; false if the time is over before. */
    boolean awaitEmpty(long nanos) throws InterruptedException {
        long deadline = System.nanoTime() + nanos;
        lock.lockInterruptibly();
        try {
            for (long left = nanos;
                    left > 0 && room.images() > 0 && life.isOpen();
                    left = deadline - System.nanoTime()) {
                freed.awaitNanos(Math.min(left, TimeUnit.MILLISECONDS.toNanos(50)));
            }
            return room.images() == 0;
        } finally {
            lock.unlock();
        }
    }

    /** Why it has broken down; empty unless it has. */
    Optional<Throwable> failure() {
        lock.lock();
        try {
            return life.failure();
        } finally {
            lock.unlock();
        }
    }

    boolean isOpen() {
        return stats().state().isOpen();
    }

    EngineStats stats() {
        lock.lock();
        try {
            return new EngineStats(
                    life.state(),
                    room.images(),
                    room.bytes(),
                    decodeQueue.size(),
                    batches.ready(),
                    batches.busyWorkers(),
                    settled);
        } finally {
            lock.unlock();
        }
    }

    /** Moves the decoded head of a lane to the ready images. */
    private void advance(Object lane) {
        lanes.advance(lane).forEach(image -> {
            batches.add(image);
            batchable.signal();
        });
    }

    private void free(Pending image) {
        image.released = true;
        settled++;
        image.pixels = null;
        room.giveBack(image.request.bytes());
    }
}
