package io.clipstream.scoring;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Decoded images whose turn it is, in the order of readiness, and the batches that are cut from them; guarded by the
 * {@link Intake}'s lock.
 */
final class Batches {
    private final EngineSettings settings;
    private final VersionRegistry versions;
    private final Deque<Pending> ready = new ArrayDeque<>();
    private final int devices;
    private int limit;
    private int busyWorkers;

    Batches(EngineSettings settings, VersionRegistry versions, int devices) {
        this.settings = settings;
        this.versions = versions;
        this.devices = devices;
        this.limit = settings.maxBatch();
    }

    /** Images in the order of readiness, with the versions that score them. */
    record Batch(List<Pending> images, VersionSnapshot versions) {}

    void add(Pending image) {
        ready.add(image);
    }

    int ready() {
        return ready.size();
    }

    boolean isEmpty() {
        return ready.isEmpty();
    }

    int busyWorkers() {
        return busyWorkers;
    }

    /** Whether the device has work meanwhile and a batch would not be full. */
    boolean mayGrow() {
        return busyWorkers > 0 && ready.size() < limit;
    }

    /** From now on no batch is larger; the smallest of several limits holds. */
    void limitBatch(int images) {
        limit = Math.min(limit, images);
    }

    /**
     * Takes out the largest batch that is full, for a worker that is busy from now on; there is at least one image.
     *
     * <p>Of several devices each has its share of what is ready: one that took all would keep its images waiting for each
     * other while the next device soon had nothing to do. Where much is ready the share is a whole batch.
     */
    Batch cut() {
        int share = (ready.size() + devices - 1) / devices;
        int size = settings.bucketFor(Math.min(share, limit));
        List<Pending> images = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            images.add(ready.poll());
        }
        busyWorkers++;
        return new Batch(images, versions.snapshot());
    }

    /** A worker has nothing in the device any more. */
    void workerIdle() {
        busyWorkers--;
    }

    /** Takes a lane's images out. */
    List<Pending> discard(Object lane) {
        List<Pending> dropped = new ArrayList<>();
        ready.removeIf(image -> image.request.lane().equals(lane) && dropped.add(image));
        return dropped;
    }

    /** Takes everything out. */
    List<Pending> clear() {
        List<Pending> all = List.copyOf(ready);
        ready.clear();
        return all;
    }
}
