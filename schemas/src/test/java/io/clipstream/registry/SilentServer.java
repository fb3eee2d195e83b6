package io.clipstream.registry;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Takes connections on loopback and never says anything, or sends an answer that has no end. */
final class SilentServer implements AutoCloseable {
    private final ServerSocket socket;
    private final boolean drips;
    private final List<Socket> connections = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService drops = Executors.newSingleThreadScheduledExecutor();

    private SilentServer(ServerSocket socket, boolean drips) {
        this.socket = socket;
        this.drips = drips;
        Thread thread = new Thread(this::accept, "silent-server");
        thread.setDaemon(true);
        thread.start();
        drops.scheduleAtFixedRate(() -> connections.forEach(this::drip), 20, 20, TimeUnit.MILLISECONDS);
    }

    static SilentServer start() throws IOException {
        return new SilentServer(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), false);
    }

    static SilentServer dripping() throws IOException {
        return new SilentServer(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), true);
    }

    String url() {
        return "http://localhost:" + socket.getLocalPort();
    }

    int connections() {
        return connections.size();
    }

    private void accept() {
        try {
            while (true) {
                Socket connection = socket.accept();
                if (drips) {
                    send(connection, "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n{");
                }
                connections.add(connection);
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void drip(Socket connection) {
        try {
            if (drips) {
                send(connection, " ");
            }
        } catch (IOException e) {
            connections.remove(connection);
        }
    }

    private static void send(Socket connection, String text) throws IOException {
        connection.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        connection.getOutputStream().flush();
    }

    @Override
    public void close() throws IOException {
        drops.shutdownNow();
        socket.close();
        for (Socket connection : connections) {
            connection.close();
        }
    }
}
