package io.clipstream.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Serves health, metrics and status over HTTP.
 *
 * <p>{@code /health/live} and {@code /health/ready} answer 200 or 503, {@code /metrics} is Prometheus' text,
 * {@code /status.json} the status, and {@code /} a page that shows it.
 */
public final class ConsoleServer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HealthPort health;
    private final StatusPort status;
    private final Supplier<String> metrics;
    private final String page;
    private final Javalin server;

    private ConsoleServer(HealthPort health, StatusPort status, Supplier<String> metrics) {
        this.health = health;
        this.status = status;
        this.metrics = metrics;
        this.page = page();
        this.server = Javalin.create(this::configure);
    }

    /**
     * Starts on its own threads.
     *
     * @param host address to bind to
     * @param port 0 for any free one
     * @param metrics Prometheus' text
     * @throws io.javalin.util.JavalinException if the port is taken
     */
    public static ConsoleServer start(
            String host, int port, HealthPort health, StatusPort status, Supplier<String> metrics) {
        ConsoleServer console = new ConsoleServer(health, status, metrics);
        console.server.start(host, port);
        return console;
    }

    private void configure(JavalinConfig config) {
        config.startup.showJavalinBanner = false;
        config.routes.get("/health/live", context -> answer(context, health.live()));
        config.routes.get("/health/ready", context -> answer(context, health.ready()));
        config.routes.get("/metrics", context -> context.contentType("text/plain; version=0.0.4; charset=utf-8")
                .result(metrics.get()));
        config.routes.get("/status.json", context -> json(context, status.status()));
        config.routes.get(
                "/", context -> context.contentType("text/html; charset=utf-8").result(page));
    }

    private void answer(Context context, boolean well) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("status", well ? "UP" : "DOWN");
        body.putAll(health.details());
        context.status(well ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE);
        json(context, body);
    }

    private static void json(Context context, Map<String, ?> body) {
        try {
            context.contentType("application/json").result(JSON.writeValueAsString(body));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("plain values always become JSON", e);
        }
    }

    private static String page() {
        try (InputStream in = ConsoleServer.class.getResourceAsStream("status.html")) {
            if (in == null) {
                throw new IllegalStateException("status.html is missing from the program");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Port that it listens on. */
    public int port() {
        return server.port();
    }

    @Override
    public void close() {
        server.stop();
    }
}
