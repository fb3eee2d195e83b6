package io.clipstream.registry;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.core.IntervalFunction;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Asks on threads of its own, so that whoever wants an answer waits for a bounded time, whatever the registry does.
 *
 * <p>A question goes on when its asker has left, and the next asker of the same joins it. While the registry is taken for
 * down, nobody waits: one question at a time is tried, with growing pauses from 100 ms to 2 s, and every asker hears at once
 * that it is down. Any thread may ask.
 */
final class Questions {
    private static final int THREADS = 4;
    private static final int WAITING = 64;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private final Duration patience;
    private final Executor threads;
    private final CircuitBreaker breaker;
    private final ConcurrentMap<Object, CompletableFuture<?>> open = new ConcurrentHashMap<>();
    private volatile String lastFailure = "no answer yet";

    /**
     * Asks nothing yet.
     *
     * @param patience longest that an asker waits
     */
    Questions(Duration patience) {
        this.patience = patience;
        this.threads = threads();
        this.breaker = CircuitBreaker.of(
                "schema-registry",
                CircuitBreakerConfig.custom()
                        .slidingWindowSize(1)
                        .minimumNumberOfCalls(1)
                        .permittedNumberOfCallsInHalfOpenState(1)
                        .waitIntervalFunctionInOpenState(
                                IntervalFunction.ofExponentialBackoff(FIRST_PAUSE, 2.0, LONGEST_PAUSE))
                        .build());
    }

    private static Executor threads() {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                THREADS, THREADS, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>(WAITING), work -> {
                    Thread thread = new Thread(work, "schema-registry");
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    /**
     * The answer to a question.
     *
     * @param key what equal questions have in common
     * @throws RegistryUnavailableException if the registry is down, or does not answer in time
     */
    @SuppressWarnings("unchecked") // Equal keys are equal questions, whose answers are of one type.
    <V> V ask(Object key, Supplier<V> question) {
        boolean up = breaker.getState() == CircuitBreaker.State.CLOSED;
        CompletableFuture<V> answer = (CompletableFuture<V>) open.get(key);
        if (answer == null) {
            answer = begin(key, question);
        }
        return await(answer, up ? patience : Duration.ZERO);
    }

    private <V> CompletableFuture<V> begin(Object key, Supplier<V> question) {
        try {
            breaker.acquirePermission();
        } catch (CallNotPermittedException e) {
            throw new RegistryUnavailableException("schema registry is down, asked again soon; last: " + lastFailure);
        }
        CompletableFuture<V> answer = new CompletableFuture<>();
        CompletableFuture<?> other = open.putIfAbsent(key, answer);
        if (other != null) {
            // Somebody was quicker; the answer to that one serves both.
            breaker.releasePermission();
            other.whenComplete((value, error) -> settle(answer, value, error));
            return answer;
        }
        try {
            threads.execute(() -> answer(key, question, answer));
        } catch (RejectedExecutionException e) {
            open.remove(key);
            breaker.releasePermission();
            throw new RegistryUnavailableException("schema registry is too slow: " + WAITING + " questions wait", e);
        }
        return answer;
    }

    @SuppressWarnings("unchecked") // As for ask.
    private static <V> void settle(CompletableFuture<V> answer, Object value, Throwable error) {
        if (error != null) {
            answer.completeExceptionally(error);
        } else {
            answer.complete((V) value);
        }
    }

    private <V> void answer(Object key, Supplier<V> question, CompletableFuture<V> answer) {
        long start = System.nanoTime();
        try {
            V value = question.get();
            answered(start);
            open.remove(key);
            answer.complete(value);
        } catch (RegistryUnavailableException e) {
            lastFailure = e.getMessage();
            breaker.onError(System.nanoTime() - start, TimeUnit.NANOSECONDS, e);
            open.remove(key);
            answer.completeExceptionally(e);
        } catch (RuntimeException | Error e) {
            // It has spoken, whatever it said.
            answered(start);
            open.remove(key);
            answer.completeExceptionally(e);
        }
    }

    private void answered(long start) {
        breaker.onSuccess(System.nanoTime() - start, TimeUnit.NANOSECONDS);
        if (breaker.getState() != CircuitBreaker.State.CLOSED) {
            breaker.transitionToClosedState();
        }
    }

    private <V> V await(CompletableFuture<V> answer, Duration atMost) {
        try {
            return answer.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RegistryException known) {
                throw known;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException("asking the schema registry failed: " + e.getCause(), e.getCause());
        } catch (TimeoutException e) {
            throw tooSlow(atMost, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RegistryUnavailableException("interrupted while waiting for the schema registry", e);
        }
    }

    private RegistryUnavailableException tooSlow(Duration waited, TimeoutException cause) {
        if (waited.isZero()) {
            return new RegistryUnavailableException("schema registry is down, being asked; last: " + lastFailure);
        }
        lastFailure = "no answer within " + waited.toMillis() + " ms";
        RegistryUnavailableException slow =
                new RegistryUnavailableException("schema registry unavailable, " + lastFailure, cause);
        // The next asker must not wait as long again.
        if (breaker.getState() == CircuitBreaker.State.CLOSED) {
            breaker.transitionToOpenState();
        }
        return slow;
    }
}
