package io.clipstream.claim;

import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.core5.ssl.SSLContexts;

/**
 * Fetches images on a pool of its own, within bounds of number, bytes and time, and tries again what may pass.
 *
 * <p>Safe for use by many threads. Results complete on the pool's threads, so what hangs on them must be short.
 */
public final class ClaimFetcher implements ImageStore {
    /** Milliseconds: half as much again or less by chance, so that many do not come back at once. */
    private static final IntervalFunction GROWING = IntervalFunction.ofExponentialRandomBackoff(100, 2.0, 0.5, 2000);

    private static final int DIGEST_BYTES = 32;

    private final ClaimLimits limits;
    private final ClaimListener listener;
    private final Map<String, Source> sources;
    private final ByteGate gate;
    private final ExecutorService pool;
    private final ScheduledExecutorService clock;
    private final Set<CompletableFuture<Fetched>> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** Starts the threads; nothing is connected yet. */
    public static ClaimFetcher start(ClaimSettings settings, ClaimListener listener) {
        return start(settings, listener, SystemDefaultDnsResolver.INSTANCE, SSLContexts.createDefault());
    }

    /** With the resolver of names and the trust that tests choose. */
    static ClaimFetcher start(ClaimSettings settings, ClaimListener listener, DnsResolver names, SSLContext tls) {
        return new ClaimFetcher(settings.limits(), listener, Sources.of(settings, names, tls));
    }

    ClaimFetcher(ClaimLimits limits, ClaimListener listener, Map<String, Source> sources) {
        this.limits = limits;
        this.listener = listener;
        this.sources = Map.copyOf(sources);
        this.gate = new ByteGate(limits.inFlightBytes(), limits.maxBytes(), limits.threads());
        this.pool = Executors.newFixedThreadPool(limits.threads(), threads("clipstream-claim-"));
        this.clock = Executors.newSingleThreadScheduledExecutor(threads("clipstream-claim-clock-"));
    }

    private static ThreadFactory threads(String name) {
        AtomicInteger count = new AtomicInteger();
        return work -> {
            Thread thread = new Thread(work, name + count.getAndIncrement());
            thread.setDaemon(true);
            return thread;
        };
    }

    @Override
    public CompletableFuture<Fetched> fetch(String uri, byte[] sha256) {
        Address address;
        Source source;
        try {
            if (sha256.length != DIGEST_BYTES) {
                throw FetchException.lasting(
                        Fetched.Cause.MALFORMED,
                        "field content.sha256 has " + sha256.length + " bytes, expected " + DIGEST_BYTES);
            }
            address = Address.parse(uri);
            source = sources.get(address.scheme());
            if (source == null) {
                throw FetchException.lasting(
                        Fetched.Cause.UNSUPPORTED,
                        "field content.uri has the scheme '" + address.scheme() + "', expected https, s3 or file");
            }
            source.check(address);
        } catch (FetchException e) {
            listener.refused(e.refusal().cause());
            return CompletableFuture.completedFuture(e.refusal());
        }
        CompletableFuture<Fetched> result = new CompletableFuture<>();
        open.add(result);
        result.whenComplete((fetched, failure) -> open.remove(result));
        byte[] digest = sha256.clone();
        if (closed) {
            // close() may have looked just before.
            result.completeExceptionally(new CancellationException("the store is closed"));
        }
        gate.enter(held -> begin(new Fetch(address, digest, source, held, limits, result), result));
        return result;
    }

    /** There is room: from here on the fetch has a reservation to give back, and its deadline runs. */
    private void begin(Fetch fetch, CompletableFuture<Fetched> result) {
        result.whenComplete((fetched, failure) -> heard(fetch, fetched, failure));
        try {
            ScheduledFuture<?> deadline =
                    clock.schedule(fetch::expire, limits.deadline().toNanos(), TimeUnit.NANOSECONDS);
            attempts(fetch, result).whenComplete((image, failure) -> {
                deadline.cancel(false);
                end(fetch, image, failure);
                gate.ended();
            });
        } catch (RejectedExecutionException e) {
            fetch.fail(new CancellationException("the store is closed"));
            gate.ended();
        } catch (RuntimeException | Error e) {
            // Such as no thread to be had: the gate counts it as ended.
            fetch.fail(e);
            throw e;
        }
    }

    private static void end(Fetch fetch, Fetched.Image image, Throwable failure) {
        if (failure == null) {
            fetch.end(image);
        } else {
            fetch.fail(failure instanceof CompletionException ? failure.getCause() : failure);
        }
    }

    private void heard(Fetch fetch, Fetched fetched, Throwable failure) {
        if (fetched instanceof Fetched.Image image) {
            listener.fetched(image.bytes().remaining(), fetch.ageNanos());
        } else if (fetched instanceof Fetched.Refused refused) {
            listener.refused(refused.cause());
        } else if (failure instanceof CancellationException) {
            fetch.expire();
        }
    }

    /** The first attempt, and the others after their pauses. */
    private CompletionStage<Fetched.Image> attempts(Fetch fetch, CompletableFuture<Fetched> result) {
        RetryConfig config = RetryConfig.custom()
                .maxAttempts(limits.attempts())
                .retryOnException(failure -> !result.isDone()
                        && failure instanceof FetchException e
                        && e.isPassing()
                        && pause(e) < left(fetch))
                .intervalBiFunction((attempt, outcome) -> {
                    listener.retried();
                    FetchException e = (FetchException) outcome.getLeft();
                    return e.retryAfter() == null ? GROWING.apply(attempt) : pause(e);
                })
                .build();
        // There are as many threads as fetches that run, so none waits for a thread while its deadline runs.
        Supplier<CompletionStage<Fetched.Image>> attempt =
                () -> CompletableFuture.supplyAsync(() -> attempt(fetch), pool);
        return Retry.of("claim", config).executeCompletionStage(clock, attempt);
    }

    private static long left(Fetch fetch) {
        return TimeUnit.NANOSECONDS.toMillis(fetch.leftNanos());
    }

    /** What the store asks for, at least a moment, in milliseconds. */
    private static long pause(FetchException e) {
        return e.retryAfter() == null ? 0 : Math.max(100, e.retryAfter().toMillis());
    }

    private static Fetched.Image attempt(Fetch fetch) {
        try {
            return fetch.attempt();
        } catch (FetchException e) {
            throw new CompletionException(e);
        }
    }

    /** Bytes of images between the beginning of their fetch and the end of their use. */
    public long bytesInFlight() {
        return gate.held();
    }

    /** Fetches that wait for room. */
    public int waiting() {
        return gate.waiting();
    }

    @Override
    public void close() {
        closed = true;
        open.forEach(result -> result.completeExceptionally(new CancellationException("the store is closed")));
        clock.shutdownNow();
        pool.shutdownNow();
        sources.values().forEach(Source::close);
    }
}
