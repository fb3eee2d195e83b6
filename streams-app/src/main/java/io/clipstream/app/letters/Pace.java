package io.clipstream.app.letters;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Keeps to so many letters a second, and wakes up at once when it is stopped. */
final class Pace {
    /** Two batches a second are smooth enough. */
    private static final double BATCHES = 2;

    /** Waits. */
    @FunctionalInterface
    interface Pause {
        /** Returns after that many nanoseconds, or earlier once the latch is open. */
        void await(CountDownLatch stopped, long nanos) throws InterruptedException;
    }

    private final double rate;
    private final LongSupplier nanoTime;
    private final Pause pause;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private long start;
    private long done;

    /** Of real time; a rate of 0 means no limit. */
    Pace(double rate) {
        this(rate, System::nanoTime, (latch, nanos) -> latch.await(nanos, TimeUnit.NANOSECONDS));
    }

    Pace(double rate, LongSupplier nanoTime, Pause pause) {
        this.rate = rate;
        this.nanoTime = nanoTime;
        this.pause = pause;
    }

    /** The largest batch, of at most {@code most}. */
    int batch(int most) {
        return rate == 0 ? most : (int) Math.max(1, Math.min(most, rate / BATCHES));
    }

    /** Waits until the next batch is due; whether there is to be one. */
    boolean next() {
        if (rate > 0 && done > 0) {
            try {
                long due = start + (long) (done / rate * 1e9);
                pause.await(stopped, Math.max(0, due - nanoTime.getAsLong()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                stop();
            }
        }
        if (done == 0) {
            start = nanoTime.getAsLong();
        }
        return stopped.getCount() > 0;
    }

    /** A batch of that size is done. */
    void count(int letters) {
        done += letters;
    }

    /** No more batches; from any thread. */
    void stop() {
        stopped.countDown();
    }

    boolean isStopped() {
        return stopped.getCount() == 0;
    }
}
