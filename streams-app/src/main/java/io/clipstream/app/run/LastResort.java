package io.clipstream.app.run;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends a process that was to end and does not, whatever holds it: with a role broken down it must not linger. */
public final class LastResort {
    /** For what is closed after the roles. */
    static final Duration GRACE = Duration.ofSeconds(15);

    /** As a role that broke down. */
    private static final int EXIT_CODE = 1;

    private static final Logger LOG = LoggerFactory.getLogger(LastResort.class);

    private LastResort() {}

    /** Halts the virtual machine after that time, without hooks, unless it has ended before. */
    public static void haltAfter(Duration time) {
        Thread thread = new Thread(
                () -> {
                    try {
                        TimeUnit.MILLISECONDS.sleep(time.toMillis());
                        LOG.error("This process did not end by itself within {}; it is halted.", time);
                    } catch (InterruptedException e) {
                        LOG.error("Interrupted; halting at once.");
                    }
                    Runtime.getRuntime().halt(EXIT_CODE);
                },
                "clipstream-last-resort");
        thread.setDaemon(true);
        thread.start();
    }
}
