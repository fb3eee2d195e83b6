package io.clipstream.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.clipstream.registry.SchemaNotFoundException;
import io.clipstream.registry.SchemaRegistries;
import io.clipstream.registry.SchemaRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.Schema;

/** A schema registry over HTTP on loopback that can be told to be in trouble. */
public final class ToggleRegistry implements AutoCloseable {
    /** What it is like at the moment. */
    public enum Mood {
        WELL,
        /** 503 to everything. */
        DOWN,
        /** 401 to everything. */
        DENYING,
        /** A proxy's page, with status 404. */
        HIDDEN
    }

    private static final ObjectMapper JSON = new ObjectMapper();

    private final SchemaRegistry schemas =
            SchemaRegistries.client(Map.of("schema.registry.url", "mock://" + UUID.randomUUID()));
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger questions = new AtomicInteger();
    private final HttpServer server;
    private volatile Mood mood;

    private ToggleRegistry(HttpServer server, Mood mood) {
        this.server = server;
        this.mood = mood;
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    public static ToggleRegistry start(Mood mood) {
        try {
            System.setProperty("sun.net.httpserver.nodelay", "true");
            return new ToggleRegistry(
                    HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0), mood);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    public void be(Mood next) {
        mood = next;
    }

    /** How often it was asked, in whatever mood. */
    public int questions() {
        return questions.get();
    }

    /** Gives a schema an id without being asked over HTTP, as another client would get it. */
    public int register(String subject, Schema schema) {
        return schemas.register(subject, schema);
    }

    private void handle(HttpExchange exchange) throws IOException {
        questions.incrementAndGet();
        JsonNode body = JSON.readTree(exchange.getRequestBody());
        switch (mood) {
            case DOWN -> send(exchange, 503, "");
            case DENYING -> send(exchange, 401, "{\"error_code\":40101,\"message\":\"denied\"}");
            case HIDDEN -> send(exchange, 404, "<html>default backend - 404</html>");
            case WELL -> answer(exchange, body);
        }
    }

    private void answer(HttpExchange exchange, JsonNode body) throws IOException {
        String[] path = exchange.getRequestURI().getPath().split("/");
        ObjectNode answer = JSON.createObjectNode();
        try {
            if (path[1].equals("schemas")) {
                answer.put(
                        "schema", schemas.schemaById(Integer.parseInt(path[3])).toString());
            } else if (exchange.getRequestMethod().equals("GET")) {
                var latest = schemas.latest(path[2]);
                answer.put("subject", path[2]).put("version", latest.version()).put("id", latest.id());
                answer.put("schema", latest.schema().toString());
            } else {
                Schema schema = new Schema.Parser().parse(body.path("schema").asText());
                answer.put("id", schemas.register(path[2], schema));
            }
            send(exchange, 200, answer.toString());
        } catch (SchemaNotFoundException e) {
            send(exchange, 404, "{\"error_code\":40403,\"message\":\"not found\"}");
        }
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
