package io.clipstream.loadtest.scale;

import java.util.concurrent.locks.LockSupport;

/** Sends images at a steady rate on a thread of its own until it is closed. */
final class Flow implements AutoCloseable {
    private final ImageQueue queue;
    private final double perSecond;
    private final Thread thread = new Thread(this::run, "image-flow");
    private volatile boolean stopped;
    private volatile RuntimeException failure;

    private Flow(ImageQueue queue, double perSecond) {
        this.queue = queue;
        this.perSecond = perSecond;
    }

    /** Starts sending into {@code queue}, which is its own from here. */
    static Flow start(ImageQueue queue, double perSecond) {
        Flow flow = new Flow(queue, perSecond);
        flow.thread.start();
        return flow;
    }

    private void run() {
        try (queue) {
            long begin = System.nanoTime();
            while (!stopped) {
                long due = begin + (long) (queue.sent() * 1e9 / perSecond);
                for (long wait = due - System.nanoTime(); wait > 0 && !stopped; wait = due - System.nanoTime()) {
                    LockSupport.parkNanos(wait);
                }
                queue.send();
            }
            queue.flush();
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    /** Waits until the brokers have what was sent. */
    @Override
    public void close() {
        stopped = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (failure != null) {
            throw failure;
        }
    }
}
