package io.clipstream.clip.hub;

import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.time.Duration;
import java.util.function.UnaryOperator;

/** Tries again after troubles that may pass, with growing pauses; for one operation of one thread. */
final class Patience {
    /** Failures in a row, without a byte of progress between them, that end it. */
    static final int MOST_FAILURES = 6;

    /** A server that asks for more is not waited for. */
    static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    private static final IntervalFunction GROWING =
            IntervalFunction.ofExponentialRandomBackoff(Duration.ofMillis(500), 2.0, 0.25, Duration.ofSeconds(20));

    private final UnaryOperator<Duration> pause;
    private final FetchListener listener;
    private final Retry retry;
    private int failures;

    /** @param pause what a pause becomes before it is made; tests make it nothing */
    Patience(UnaryOperator<Duration> pause, FetchListener listener) {
        this.pause = pause;
        this.listener = listener;
        this.retry = Retry.of(
                "hub",
                RetryConfig.custom()
                        .maxAttempts(Integer.MAX_VALUE)
                        .retryOnException(this::isWorthwhile)
                        .intervalBiFunction((attempt, outcome) -> pause(outcome.getLeft()))
                        .build());
    }

    /** One try. */
    interface Attempt<T> {
        T run() throws HubException;
    }

    /** Runs {@code attempt} until it succeeds or cannot. */
    <T> T persist(Attempt<T> attempt) throws HubException {
        failures = 0;
        try {
            return retry.executeCallable(() -> {
                try {
                    return attempt.run();
                } catch (HubTroubleException e) {
                    failures++;
                    throw e;
                }
            });
        } catch (HubException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("an attempt throws nothing else", e);
        }
    }

    /** The operation got further than ever before: what went wrong so far is forgiven. */
    void progressed() {
        failures = 0;
    }

    private boolean isWorthwhile(Throwable e) {
        return e instanceof HubTroubleException trouble
                && failures < MOST_FAILURES
                && (trouble.retryAfter() == null || trouble.retryAfter().compareTo(LONGEST_PAUSE) <= 0)
                && !Thread.currentThread().isInterrupted();
    }

    private long pause(Throwable e) {
        Duration asked = ((HubTroubleException) e).retryAfter();
        // A moment that is past, by our clock, must not use up all tries at once.
        boolean waits = asked != null && !asked.isZero();
        Duration wanted = waits ? asked : Duration.ofMillis(GROWING.apply(failures));
        listener.note(e.getMessage() + "; trying again in "
                + String.format(java.util.Locale.ROOT, "%.1f s", wanted.toMillis() / 1e3));
        return pause.apply(wanted).toMillis();
    }
}
