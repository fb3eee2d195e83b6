package io.clipstream.registry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/** An HTTP server on loopback that gives the answers it was told to and remembers what it was asked. */
public final class FakeRegistry implements AutoCloseable {
    /** What it was asked. */
    public record Request(String line, String body, String authorization, String contentType) {}

    private record Answer(int status, String body) {}

    /** Kept open: their ports stay taken. */
    private static final List<Socket> NEVER_LISTENING = new CopyOnWriteArrayList<>();

    static {
        // Without it every answer waits 40 ms for the client's acknowledgement of its headers.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final HttpServer server;
    private final String scheme;
    private final Map<String, List<Answer>> answers = new ConcurrentHashMap<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    private FakeRegistry(HttpServer server, String scheme) {
        this.server = server;
        this.scheme = scheme;
        server.createContext("/", this::handle);
        server.start();
    }

    public static FakeRegistry start() {
        try {
            return new FakeRegistry(HttpServer.create(loopback(), 0), "http");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static FakeRegistry startTls(SSLContext context, boolean clientMustShowItself) throws IOException {
        HttpsServer server = HttpsServer.create(loopback(), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters tls = context.getDefaultSSLParameters();
                tls.setNeedClientAuth(clientMustShowItself);
                parameters.setSSLParameters(tls);
            }
        });
        return new FakeRegistry(server, "https");
    }

    /** An address where nobody listens, and nobody else can as long as this process lives. */
    public static String deadUrl() {
        try {
            Socket bound = new Socket();
            bound.bind(loopback());
            NEVER_LISTENING.add(bound);
            return "http://127.0.0.1:" + bound.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Answers {@code line}, for example "GET /schemas/ids/1"; told several times, in that order, the last one for ever. */
    public FakeRegistry answer(String line, int status, String body) {
        answers.computeIfAbsent(line, key -> new CopyOnWriteArrayList<>()).add(new Answer(status, body));
        return this;
    }

    /** Answers a schema to its id. */
    public FakeRegistry knows(int id, String schema) {
        return answer("GET /schemas/ids/" + id, 200, "{\"schema\":" + quoted(schema) + "}");
    }

    static String quoted(String json) {
        return "\"" + json.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    public String url() {
        return scheme + "://localhost:" + server.getAddress().getPort();
    }

    public List<Request> requests() {
        return requests;
    }

    public List<String> lines() {
        return requests.stream().map(Request::line).toList();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        String line = exchange.getRequestMethod() + " " + exchange.getRequestURI();
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        requests.add(new Request(
                line,
                body,
                exchange.getRequestHeaders().getFirst("Authorization"),
                exchange.getRequestHeaders().getFirst("Content-Type")));
        List<Answer> told = answers.getOrDefault(
                line, List.of(new Answer(404, "{\"error_code\":404,\"message\":\"not told about " + line + "\"}")));
        Answer answer = told.size() > 1 ? told.remove(0) : told.get(0);
        byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static InetSocketAddress loopback() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }
}
