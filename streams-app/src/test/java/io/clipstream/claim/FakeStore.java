package io.clipstream.claim;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;

/** A server on loopback that writes whatever a test wants, good HTTP or not; one request a connection. */
final class FakeStore implements AutoCloseable {
    /** Writes the whole answer. */
    interface Page {
        void answer(OutputStream out) throws IOException;
    }

    /** What came: the first line and the headers. */
    record Request(String path, List<String> headers) {}

    private final ServerSocket server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Page> pages = new ConcurrentHashMap<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final List<Socket> open = new CopyOnWriteArrayList<>();

    private FakeStore(ServerSocket server) {
        this.server = server;
        threads.execute(this::accept);
    }

    static FakeStore https(SSLContext keys) {
        try {
            return new FakeStore(
                    keys.getServerSocketFactory().createServerSocket(0, 200, InetAddress.getByName("127.0.0.1")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static FakeStore http() {
        try {
            return new FakeStore(new ServerSocket(0, 200, InetAddress.getByName("127.0.0.1")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    FakeStore page(String path, Page page) {
        pages.put(path, page);
        return this;
    }

    /** An answer with a head of these lines and a body. */
    static Page answer(int status, byte[] body, String... headers) {
        return out -> {
            head(out, status, headers);
            out.write(body);
        };
    }

    /** A good answer. */
    static Page image(byte[] body) {
        return answer(200, body, "Content-Length: " + body.length);
    }

    static Page redirect(String to) {
        return answer(302, new byte[0], "Location: " + to, "Content-Length: 0");
    }

    static void head(OutputStream out, int status, String... headers) throws IOException {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Whatever\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        out.write(head.append("Connection: close\r\n\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    int port() {
        return server.getLocalPort();
    }

    List<Request> requests() {
        return requests;
    }

    List<String> paths() {
        return requests.stream().map(Request::path).toList();
    }

    private void accept() {
        try {
            while (!server.isClosed()) {
                Socket socket = server.accept();
                open.add(socket);
                threads.execute(() -> serve(socket));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            String first = in.readLine();
            if (first == null) {
                return;
            }
            List<String> headers = new ArrayList<>();
            for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                headers.add(line);
            }
            String path = first.split(" ")[1];
            requests.add(new Request(path, headers));
            pages.getOrDefault(path, answer(404, new byte[0], "Content-Length: 0"))
                    .answer(socket.getOutputStream());
            socket.getOutputStream().flush();
        } catch (IOException e) {
            // The client went away, which some tests want.
        }
    }

    @Override
    public void close() {
        try {
            server.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.shutdownNow();
    }
}
