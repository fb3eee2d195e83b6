package io.clipstream.scoring;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    private final VersionRegistry versions;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition undecoded = lock.newCondition();
    private final Condition batchable = lock.newCondition();
    private final Condition freed = lock.newCondition();
    private final Room room;
    private final Deque<Pending> decodeQueue = new ArrayDeque<>();
    private final Map<Object, Deque<Pending>> lanes = new HashMap<>();
    private final Deque<Pending> ready = new ArrayDeque<>();

    private EngineState state = EngineState.WARMING;
    private Throwable failure;
    private int busyWorkers;
    private int batchLimit;

    Intake(EngineSettings settings, VersionRegistry versions) {
        this.settings = settings;
        this.versions = versions;
        this.room = new Room(settings);
        this.batchLimit = settings.maxBatch();
    }

    /** A batch in the order of readiness, with the versions that score it. */
    record Batch(List<Pending> images, VersionSnapshot versions) {}

    /** Takes an image in; false if there is no room for it. */
    boolean offer(Pending image) {
        lock.lock();
        try {
            requireOpen();
            if (!room.take(image.request.lane(), image.request.bytes())) {
                return false;
            }
            lanes.computeIfAbsent(image.request.lane(), l -> new ArrayDeque<>()).add(image);
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
            return state.isOpen() && room.fits(bytes);
        } finally {
            lock.unlock();
        }
    }

    /** Waits until there may be room or an outcome, or the time is over. */
    void awaitProgress(long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            requireOpen();
            freed.awaitNanos(nanos);
        } finally {
            lock.unlock();
        }
    }

    /** The next image to decode; null once closed. */
    Pending nextToDecode() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (state.isOpen()) {
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
    Batch takeBatch() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long deadline = 0;
            while (state.isOpen()) {
                if (ready.isEmpty()) {
                    batchable.await();
                    continue;
                }
                long now = System.nanoTime();
                deadline = deadline == 0 ? now + settings.maxWait().toNanos() : deadline;
                boolean worthWaiting = busyWorkers > 0 && ready.size() < batchLimit && !lanes.isEmpty();
                if (worthWaiting && now < deadline) {
                    batchable.awaitNanos(deadline - now);
                    continue;
                }
                return cut();
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
            batchLimit = Math.min(batchLimit, images);
        } finally {
            lock.unlock();
        }
    }

    private Batch cut() {
        int size = settings.bucketFor(Math.min(ready.size(), batchLimit));
        List<Pending> images = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            images.add(ready.poll());
        }
        busyWorkers++;
        if (!ready.isEmpty()) {
            batchable.signal();
        }
        return new Batch(images, versions.snapshot());
    }

    /** A worker has nothing in the device any more. */
    void workerIdle() {
        lock.lock();
        try {
            busyWorkers--;
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
                    Object lane = image.request.lane();
                    if (lanes.containsKey(lane) && lanes.get(lane).remove(image)) {
                        advance(lane);
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
            Deque<Pending> waiting = lanes.remove(lane);
            if (waiting != null) {
                dropped.addAll(waiting);
            }
            ready.removeIf(image -> image.request.lane().equals(lane) && dropped.add(image));
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
            if (!state.mayBecome(next)) {
                return false;
            }
            state = next;
            failure = cause;
            if (!next.isOpen()) {
                lanes.values().forEach(dropped::addAll);
                dropped.addAll(ready);
                dropped.forEach(this::free);
                room.forgetAll();
                lanes.clear();
                ready.clear();
                decodeQueue.clear();
                undecoded.signalAll();
                batchable.signalAll();
                freed.signalAll();
            }
        } finally {
            lock.unlock();
        }
        dropped.forEach(image -> image.outcome.completeExceptionally(ended(next, cause)));
        return true;
    }

    /** Waits until nothing is in flight; false if the time is over before. */
    boolean awaitEmpty(long nanos) throws InterruptedException {
        long deadline = System.nanoTime() + nanos;
        lock.lockInterruptibly();
        try {
            while (room.images() > 0 && state.isOpen()) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                freed.awaitNanos(Math.min(left, TimeUnit.MILLISECONDS.toNanos(50)));
            }
            return room.images() == 0;
        } finally {
            lock.unlock();
        }
    }

    EngineStats stats() {
        lock.lock();
        try {
            return new EngineStats(state, room.images(), room.bytes(), decodeQueue.size(), ready.size(), busyWorkers);
        } finally {
            lock.unlock();
        }
    }

    /** Moves the decoded head of a lane to the ready images. */
    private void advance(Object lane) {
        Deque<Pending> waiting = lanes.get(lane);
        if (waiting == null) {
            return;
        }
        while (!waiting.isEmpty() && waiting.peek().decoded) {
            ready.add(waiting.poll());
            batchable.signal();
        }
        if (waiting.isEmpty()) {
            lanes.remove(lane);
        }
    }

    private void free(Pending image) {
        image.released = true;
        image.pixels = null;
        room.giveBack(image.request.bytes());
    }

    private void requireOpen() {
        if (!state.isOpen()) {
            throw ended(state, failure);
        }
    }

    private static RuntimeException ended(EngineState state, Throwable cause) {
        return state == EngineState.FAILED
                ? new EngineFailedException("the scoring engine broke down: " + cause, cause)
                : new CancellationException("the scoring engine is closed");
    }
}
