package io.clipstream.registry;

import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.avro.Schema;

/**
 * Bounds how often a registry is asked for ids that are not cached, which garbage carries in any number.
 *
 * <p>An id that was unknown is asked for again whenever the rate allows it, since it may have been registered meanwhile: only
 * beyond the rate does the answer of the last second serve once more. An id not asked for lately waits for its turn, and is
 * never refused unasked. Any thread may call.
 */
final class UnknownIds {
    private static final int REMEMBERED = 1_000;
    private static final Duration VALID = Duration.ofSeconds(1);
    private static final int SLICES = 20;

    private record Answer(String message, long nanos) {}

    private final RateLimiter limiter;
    private final Duration patience;
    private final LongSupplier nanoTime;
    private final Map<Integer, Answer> answers = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Answer> eldest) {
            return size() > REMEMBERED;
        }
    };

    /**
     * Bounds.
     *
     * @param perSecond questions a second, from 1
     * @param patience longest wait for one's turn
     */
    UnknownIds(int perSecond, Duration patience, LongSupplier nanoTime) {
        // In small slices, so that nobody waits for a whole second.
        int slices = Math.min(SLICES, perSecond);
        this.limiter = RateLimiter.of(
                "schema-ids",
                RateLimiterConfig.custom()
                        .limitForPeriod(perSecond / slices)
                        .limitRefreshPeriod(Duration.ofSeconds(1).dividedBy(slices))
                        .timeoutDuration(patience)
                        .build());
        this.patience = patience;
        this.nanoTime = nanoTime;
    }

    /**
     * Asks, in turn.
     *
     * @throws SchemaNotFoundException if the registry does not know the id
     * @throws RegistryUnavailableException if its turn does not come in time
     */
    Schema ask(int id, Supplier<Schema> question) {
        if (limiter.getMetrics().getAvailablePermissions() <= 0) {
            refuseIfJustAnswered(id);
        }
        if (!limiter.acquirePermission()) {
            throw new RegistryUnavailableException("so many records have unknown schema ids that the turn of id " + id
                    + " did not come within " + patience.toMillis() + " ms");
        }
        try {
            return question.get();
        } catch (SchemaNotFoundException e) {
            synchronized (answers) {
                answers.put(id, new Answer(e.getMessage(), nanoTime.getAsLong()));
            }
            throw e;
        }
    }

    private void refuseIfJustAnswered(int id) {
        synchronized (answers) {
            Answer last = answers.get(id);
            if (last != null && nanoTime.getAsLong() - last.nanos() < VALID.toNanos()) {
                throw new SchemaNotFoundException(last.message());
            }
        }
    }
}
