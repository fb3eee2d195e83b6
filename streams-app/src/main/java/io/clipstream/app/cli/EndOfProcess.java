package io.clipstream.app.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns Ctrl-C and a termination signal into an orderly end of what runs until this is closed. */
final class EndOfProcess implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EndOfProcess.class);
    private static final long PATIENCE_SECONDS = 20;

    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook;

    /** Calls {@code stop} when the process is asked to end, and holds it until this is closed. */
    EndOfProcess(Runnable stop) {
        this.hook = new Thread(() -> end(stop), "clipstream-stop");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private void end(Runnable stop) {
        stop.run();
        try {
            ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        ended.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            LOG.trace("The process ends already, and the hook with it");
        }
    }
}
