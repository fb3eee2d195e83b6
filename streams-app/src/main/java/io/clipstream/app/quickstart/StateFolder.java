package io.clipstream.app.quickstart;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashSet;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One part's folder of kept state: locked against a second process, and remembering the loopback ports it used.
 *
 * <p>Ports are kept so that clients pointed at a quickstart find it again after a restart. A kept port that somebody
 * else holds now is replaced by another, with a line in the log. Owned by one thread.
 */
final class StateFolder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StateFolder.class);
    private static final int HIGHEST_PORT = 65_535;
    /** New ports lie below those that systems give to outgoing connections, so that a kept one is seldom taken. */
    private static final int OWN_PORTS_FROM = 20_000;

    private static final int OWN_PORTS = 10_000;
    /** Ports of all folders that this process has open: parts that start side by side must not choose the same. */
    private static final Set<Integer> TAKEN = ConcurrentHashMap.newKeySet();

    private final Path directory;
    private final Path portsFile;
    private final FileChannel lockChannel;
    private final Properties ports = new Properties();
    private final Set<Integer> given = new LinkedHashSet<>();

    private StateFolder(Path directory, FileChannel lockChannel) {
        this.directory = directory;
        this.portsFile = directory.resolve("ports.properties");
        this.lockChannel = lockChannel;
    }

    /**
     * Makes the folder if it is missing and locks it.
     *
     * @throws IllegalStateException when another process works in this folder
     */
    static StateFolder open(Path directory) throws IOException {
        Files.createDirectories(directory);
        FileChannel channel =
                FileChannel.open(directory.resolve("in-use.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            lock(channel, directory);
            StateFolder folder = new StateFolder(directory, channel);
            folder.readPorts();
            return folder;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static void lock(FileChannel channel, Path directory) throws IOException {
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            throw new IllegalStateException("The state folder " + directory.toAbsolutePath()
                    + " is in use by another running Clipstream: stop that one, or choose another folder.");
        }
    }

    /** The port kept under this name if it is still free on loopback, otherwise a free one, which is then kept. */
    int port(String name) throws IOException {
        int kept = keptPort(name);
        int port = kept > 0 && take(kept) ? kept : anyFreePort();
        if (kept > 0 && port != kept) {
            LOG.warn("Port {} of the {} is taken by another program; using {} from now on.", kept, name, port);
        }
        if (port != kept) {
            ports.setProperty(name, Integer.toString(port));
            writePorts();
        }
        return port;
    }

    private int keptPort(String name) {
        String text = ports.getProperty(name, "");
        if (!text.matches("\\d{1,5}")) {
            return 0;
        }
        int port = Integer.parseInt(text);
        return port <= HIGHEST_PORT ? port : 0;
    }

    private int anyFreePort() throws IOException {
        int first = ThreadLocalRandom.current().nextInt(OWN_PORTS);
        for (int i = 0; i < OWN_PORTS; i++) {
            int port = OWN_PORTS_FROM + (first + i) % OWN_PORTS;
            if (take(port)) {
                return port;
            }
        }
        throw new IOException(
                "no port from " + OWN_PORTS_FROM + " to " + (OWN_PORTS_FROM + OWN_PORTS - 1) + " is free on loopback");
    }

    private boolean take(int port) {
        if (!TAKEN.add(port)) {
            return false;
        }
        if (!isFree(port)) {
            TAKEN.remove(port);
            return false;
        }
        given.add(port);
        return true;
    }

    private static boolean isFree(int port) {
        try (ServerSocket probe = bind(port)) {
            return probe.isBound();
        } catch (IOException taken) {
            return false;
        }
    }

    private static ServerSocket bind(int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        try {
            // As servers do: connections of an earlier run that linger in TIME_WAIT do not make the port busy.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private void readPorts() throws IOException {
        if (Files.exists(portsFile)) {
            try (Reader in = Files.newBufferedReader(portsFile)) {
                ports.load(in);
            } catch (IllegalArgumentException e) {
                LOG.warn("{} is not readable as properties ({}); choosing new ports.", portsFile, e.getMessage());
            }
        }
    }

    private void writePorts() throws IOException {
        try (Writer out = Files.newBufferedWriter(portsFile)) {
            ports.store(out, "Loopback ports of the last run");
        }
    }

    Path directory() {
        return directory;
    }

    /** Gives the folder free for others. */
    @Override
    public void close() throws IOException {
        TAKEN.removeAll(given);
        given.clear();
        lockChannel.close();
    }
}
