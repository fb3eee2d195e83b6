package io.clipstream.app.quickstart;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Turns Ctrl-C and a termination signal into an orderly end: the virtual machine waits until everything is closed. */
final class Interruption implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook = new Thread(this::interrupted, "quickstart-shutdown");

    Interruption() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private void interrupted() {
        asked.countDown();
        try {
            ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether somebody asked to end. */
    boolean isAsked() {
        return asked.getCount() == 0;
    }

    /** Waits until somebody asks to end, or the time is over; whether somebody did. */
    boolean await(long millis) {
        try {
            return asked.await(Math.max(0, millis), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            asked.countDown();
            return true;
        }
    }

    /** Everything is closed. */
    @Override
    public void close() {
        ended.countDown();
        if (!isAsked()) {
            Runtime.getRuntime().removeShutdownHook(hook);
        }
    }
}
