package io.clipstream.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends one JSON request to the first registry that answers.
 *
 * <p>A round asks each address once, the last good one first; only I/O errors, 5xx and 429 lead to the next address, and
 * after a failed round to the next round, with growing, jittered pauses. Any thread may call; the caller's thread waits.
 */
final class RegistryHttp {
    private static final Logger LOG = LoggerFactory.getLogger(RegistryHttp.class);
    private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";
    /** Schemas have some kilobytes. */
    private static final long LARGEST_ANSWER_BYTES = 16L << 20;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final RegistryConfig config;
    private final HttpClient client;
    private final Retry retry;
    private final AtomicInteger preferred = new AtomicInteger();

    RegistryHttp(RegistryConfig config) {
        this.config = config;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(config.connectTimeout())
                .sslContext(RegistryTls.context(config.tls()))
                .build();
        this.retry = Retry.of(
                "schema-registry",
                RetryConfig.custom()
                        .maxAttempts(config.maxRetries() + 1)
                        .intervalFunction(IntervalFunction.ofExponentialRandomBackoff(
                                config.retryWait(), 2.0, 0.5, config.retryMaxWait()))
                        .retryOnException(e -> e instanceof RegistryUnavailableException
                                && !Thread.currentThread().isInterrupted())
                        .build());
    }

    JsonNode get(String path) {
        return retry.executeSupplier(() -> round("GET", path, null));
    }

    JsonNode post(String path, JsonNode body) {
        return retry.executeSupplier(() -> round("POST", path, body));
    }

    private JsonNode round(String method, String path, JsonNode body) {
        int first = preferred.get();
        StringBuilder failures = new StringBuilder();
        Exception last = null;
        for (int i = 0; i < config.urls().size(); i++) {
            int index = (first + i) % config.urls().size();
            URI url = config.urls().get(index);
            try {
                HttpResponse<String> response = send(request(url, method, path, body));
                int status = response.statusCode();
                if (status < 500 && status != 429) {
                    preferred.set(index);
                    return RegistryAnswers.check(method + " " + path, status, parse(response.body()));
                }
                failures.append("; ").append(url).append(": HTTP ").append(status);
            } catch (IOException e) {
                last = e;
                failures.append("; ").append(url).append(": ").append(describe(e));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new RegistryUnavailableException("interrupted while asking " + url, e);
            }
        }
        String message = "schema registry unavailable, " + method + " " + path + failures;
        LOG.warn(message);
        throw new RegistryUnavailableException(message, last);
    }

    /** The request's own timeout ends with the headers: a body that comes drop by drop would be waited for without end. */
    private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        Duration limit = config.connectTimeout().plus(config.readTimeout());
        CompletableFuture<HttpResponse<String>> answer =
                client.sendAsync(request, LimitedBody.upTo(LARGEST_ANSWER_BYTES));
        try {
            return answer.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        } catch (TimeoutException e) {
            throw new HttpTimeoutException("no complete answer within " + limit.toMillis() + " ms");
        } finally {
            answer.cancel(true);
        }
    }

    private HttpRequest request(URI url, String method, String path, JsonNode body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path))
                .timeout(config.readTimeout())
                .header("Accept", MEDIA_TYPE + ", application/json")
                .header("Content-Type", MEDIA_TYPE)
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.toString()));
        config.authorization().ifPresent(value -> request.header("Authorization", value));
        return request.build();
    }

    private static JsonNode parse(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            return JSON.missingNode();
        }
    }

    private static String describe(IOException e) {
        // The JDK's ConnectException has no message of its own.
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
