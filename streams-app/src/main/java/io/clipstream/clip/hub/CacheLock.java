package io.clipstream.clip.hub;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/** Keeps other threads and other processes of ours from fetching the same model at the same time. */
final class CacheLock implements Closeable {
    // A file lock belongs to the whole process, so threads need one of their own.
    private static final ConcurrentHashMap<Path, ReentrantLock> THREADS = new ConcurrentHashMap<>();

    private final ReentrantLock threads;
    private final FileChannel channel;

    private CacheLock(ReentrantLock threads, FileChannel channel) {
        this.threads = threads;
        this.channel = channel;
    }

    /** Takes it, and waits for it if need be; {@code waiting} is run once before the wait. */
    static CacheLock take(Path file, Runnable waiting) throws IOException {
        Files.createDirectories(file.getParent());
        ReentrantLock threads = THREADS.computeIfAbsent(file.toAbsolutePath().normalize(), path -> new ReentrantLock());
        boolean said = !threads.tryLock();
        if (said) {
            waiting.run();
            threads.lock();
        }
        FileChannel channel = null;
        try {
            channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                if (!said) {
                    waiting.run();
                }
                channel.lock();
            }
            return new CacheLock(threads, channel);
        } catch (IOException | RuntimeException e) {
            threads.unlock();
            if (channel != null) {
                channel.close();
            }
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        try {
            // Lets go of the file lock, too.
            channel.close();
        } finally {
            threads.unlock();
        }
    }
}
