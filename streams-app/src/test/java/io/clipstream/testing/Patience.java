package io.clipstream.testing;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/**
 * How long tests wait for what must happen: far longer than it takes, since only a failure waits to the end, and the machine
 * may be slow or busy.
 */
public final class Patience {
    /** Below a test's own limit, which the build sets. */
    public static final Duration LIMIT = Duration.ofMinutes(3);

    private static final Duration LOOK = Duration.ofMillis(20);

    private Patience() {}

    /** Awaitility with the limit, and a look every 20 ms. */
    public static ConditionFactory await() {
        return Awaitility.await().atMost(LIMIT).pollInterval(LOOK);
    }

    /** The same future, which fails at the limit. */
    public static <T> CompletableFuture<T> limited(CompletableFuture<T> future) {
        return future.orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }
}
