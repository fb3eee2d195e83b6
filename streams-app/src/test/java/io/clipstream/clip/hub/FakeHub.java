package io.clipstream.clip.hub;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/**
 * A server with the hub's API: revisions with their files, pull requests, files of the hub itself and, on another port, its
 * storage for large files; misbehaves on order.
 */
public final class FakeHub implements AutoCloseable {
    /** The model that it has. */
    public static final String MODEL = "acme/tiny";

    static final String PR_TITLE = "Adding `safetensors` variant of this model";

    /** Answers instead of the server; returns whether it did. */
    interface Fault {
        boolean answer(HttpExchange exchange) throws IOException;
    }

    record Request(String host, String method, String path, Map<String, String> headers) {
        String header(String name) {
            return headers.get(name.toLowerCase(java.util.Locale.ROOT));
        }
    }

    private static final ObjectMapper JSON = new ObjectMapper();

    final List<Request> requests = new CopyOnWriteArrayList<>();
    final Map<String, Map<String, byte[]>> commits = new ConcurrentHashMap<>();
    final Map<String, String> refs = new ConcurrentHashMap<>();
    final ArrayNode discussions = JSON.createArrayNode();
    boolean hasDiscussions = true;
    boolean tellsLfs = true;
    boolean tellsBlobs = true;
    String lfsRedirect = "absolute";

    private final Map<String, Queue<Fault>> faults = new ConcurrentHashMap<>();
    private final HttpServer hub;
    private final HttpServer storage;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    public FakeHub() throws IOException {
        hub = server("hub");
        storage = server("storage");
    }

    private HttpServer server(String name) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            try (exchange) {
                serve(name, exchange);
            } catch (IOException e) {
                // A client that goes away in the middle is part of the tests.
            }
        });
        server.start();
        return server;
    }

    /** Its base address. */
    public URI url() {
        return URI.create("http://127.0.0.1:" + hub.getAddress().getPort());
    }

    URI storageUrl() {
        return URI.create("http://127.0.0.1:" + storage.getAddress().getPort());
    }

    /** Puts files under a revision, as commit {@code digit} forty times. */
    public FakeHub with(String revision, char digit, Map<String, byte[]> files) {
        String commit = String.valueOf(digit).repeat(40);
        commits.put(commit, new TreeMap<>(files));
        refs.put(revision, commit);
        return this;
    }

    /** The files of a checkpoint folder. */
    public static Map<String, byte[]> files(Path folder) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        try (Stream<Path> paths = Files.list(folder)) {
            for (Path path : paths.sorted().toList()) {
                files.put(path.getFileName().toString(), Files.readAllBytes(path));
            }
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next requests whose path on that server ({@code hub} or {@code storage}) ends so are answered so, in turn. */
    FakeHub fault(String server, String pathEnd, Fault... inTurn) {
        faults.computeIfAbsent(server + " " + pathEnd, key -> new ArrayDeque<>())
                .addAll(Arrays.asList(inTurn));
        return this;
    }

    static Fault status(int status, String... headers) {
        return exchange -> {
            for (int i = 0; i < headers.length; i += 2) {
                exchange.getResponseHeaders().add(headers[i], headers[i + 1]);
            }
            exchange.sendResponseHeaders(status, -1);
            return true;
        };
    }

    long count(String server, String pathEnd) {
        return requests.stream()
                .filter(r -> r.host().equals(server)
                        && r.path().endsWith(pathEnd)
                        && r.method().equals("GET"))
                .count();
    }

    private void serve(String server, HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getRawPath();
        Map<String, String> headers = new LinkedHashMap<>();
        exchange.getRequestHeaders()
                .forEach((key, value) -> headers.put(key.toLowerCase(java.util.Locale.ROOT), value.get(0)));
        requests.add(new Request(server, exchange.getRequestMethod(), path, headers));
        Fault fault = null;
        for (Map.Entry<String, Queue<Fault>> entry : faults.entrySet()) {
            String[] key = entry.getKey().split(" ");
            if (key[0].equals(server) && path.endsWith(key[1])) {
                synchronized (entry.getValue()) {
                    fault = entry.getValue().poll();
                }
            }
        }
        if (fault != null && fault.answer(exchange)) {
            return;
        }
        String api = "/api/models/" + MODEL;
        if (server.equals("storage")) {
            String[] parts = path.substring(1).split("/");
            send(exchange, commits.get(parts[0]).get(parts[1]), "\"storage-" + parts[1] + "\"");
        } else if (path.startsWith(api + "/revision/")) {
            revision(exchange, path.substring((api + "/revision/").length()));
        } else if (path.equals(api)) {
            json(exchange, JSON.createObjectNode().put("id", MODEL));
        } else if (path.equals(api + "/discussions") && hasDiscussions) {
            ObjectNode page =
                    JSON.createObjectNode().put("count", discussions.size()).put("start", 0);
            page.set("discussions", discussions);
            json(exchange, page);
        } else if (path.equals(api + "/refs")) {
            ObjectNode all = JSON.createObjectNode();
            refs.keySet().stream()
                    .filter(ref -> ref.startsWith("refs/pr/"))
                    .forEach(ref -> all.withArray("pullRequests").addObject().put("ref", ref));
            json(exchange, all);
        } else if (path.startsWith("/" + MODEL + "/resolve/")) {
            resolve(exchange, path.substring(("/" + MODEL + "/resolve/").length()));
        } else {
            status(404).answer(exchange);
        }
    }

    private void revision(HttpExchange exchange, String encoded) throws IOException {
        String revision = java.net.URLDecoder.decode(encoded, StandardCharsets.UTF_8);
        String commit = commits.containsKey(revision) ? revision : refs.get(revision);
        // A slash that is not encoded would be another path.
        if (commit == null || encoded.contains("/")) {
            status(404, "X-Error-Code", "RevisionNotFound").answer(exchange);
            return;
        }
        ObjectNode answer = JSON.createObjectNode().put("id", MODEL).put("sha", commit);
        ArrayNode siblings = answer.putArray("siblings");
        commits.get(commit).forEach((name, bytes) -> {
            ObjectNode file = siblings.addObject().put("rfilename", name);
            if (tellsBlobs) {
                boolean lfs = isLfs(name);
                file.put("size", bytes.length);
                file.put(
                        "blobId",
                        lfs
                                ? Hashes.gitSha1(("pointer to " + name).getBytes(StandardCharsets.UTF_8))
                                : Hashes.gitSha1(bytes));
                if (lfs && tellsLfs) {
                    file.putObject("lfs").put("sha256", Hashes.sha256(bytes)).put("size", bytes.length);
                }
            }
        });
        json(exchange, answer);
    }

    static boolean isLfs(String name) {
        return name.endsWith(".safetensors") || name.endsWith(".bin");
    }

    private void resolve(HttpExchange exchange, String rest) throws IOException {
        int slash = rest.indexOf('/');
        String commit = rest.substring(0, slash);
        String name = rest.substring(slash + 1);
        byte[] bytes = commits.getOrDefault(commit, Map.of()).get(name);
        if (bytes == null) {
            status(404, "X-Error-Code", "EntryNotFound").answer(exchange);
            return;
        }
        exchange.getResponseHeaders().add("X-Repo-Commit", commit);
        if (!isLfs(name)) {
            send(exchange, bytes, "\"" + Hashes.gitSha1(bytes) + "\"");
            return;
        }
        exchange.getResponseHeaders().add("X-Linked-Etag", "\"" + Hashes.sha256(bytes) + "\"");
        exchange.getResponseHeaders().add("X-Linked-Size", Integer.toString(bytes.length));
        if (lfsRedirect.equals("absolute")) {
            status(302, "Location", storageUrl() + "/" + commit + "/" + name).answer(exchange);
        } else {
            send(exchange, bytes, "\"" + Hashes.sha256(bytes) + "\"");
        }
    }

    /** Sends a file as servers do, ranges included. */
    static void send(HttpExchange exchange, byte[] bytes, String etag) throws IOException {
        String range = exchange.getRequestHeaders().getFirst("Range");
        String ifRange = exchange.getRequestHeaders().getFirst("If-Range");
        int from = 0;
        int status = 200;
        if (range != null && (ifRange == null || ifRange.equals(etag))) {
            from = Integer.parseInt(range.replaceAll("bytes=(\\d+)-", "$1"));
            if (from >= bytes.length) {
                exchange.getResponseHeaders().add("Content-Range", "bytes */" + bytes.length);
                exchange.sendResponseHeaders(416, -1);
                return;
            }
            status = 206;
            exchange.getResponseHeaders()
                    .add("Content-Range", "bytes " + from + "-" + (bytes.length - 1) + "/" + bytes.length);
        }
        exchange.getResponseHeaders().add("ETag", etag);
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().add("Content-Length", Integer.toString(bytes.length));
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        exchange.sendResponseHeaders(status, bytes.length - from == 0 ? -1 : bytes.length - from);
        exchange.getResponseBody().write(bytes, from, bytes.length - from);
        exchange.getResponseBody().close();
    }

    private static void json(HttpExchange exchange, ObjectNode node) throws IOException {
        byte[] bytes = JSON.writeValueAsBytes(node);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.getResponseBody().close();
    }

    @Override
    public void close() {
        hub.stop(0);
        storage.stop(0);
        threads.shutdownNow();
    }
}
