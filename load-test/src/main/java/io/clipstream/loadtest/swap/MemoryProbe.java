package io.clipstream.loadtest.swap;

import io.clipstream.app.run.Node;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Measures the process's memory every few seconds, after a collection, on a thread of its own. */
final class MemoryProbe implements Runnable {
    private static final long INTERVAL_SECONDS = 5;
    private static final long LOOK_MILLIS = 20;
    private static final Path STATUS = Path.of("/proc/self/status");

    private final InstanceDiary diary;
    private final Node node;

    private MemoryProbe(InstanceDiary diary, Node node) {
        this.diary = diary;
        this.node = node;
    }

    static void start(InstanceDiary diary, Node node) {
        Thread thread = new Thread(new MemoryProbe(diary, node), "memory-probe");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void run() {
        try {
            while (!node.ready()) {
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            }
            diary.ready();
            while (true) {
                // What is left after it is what is held; the heap is small, so it takes a few milliseconds.
                System.gc();
                MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
                diary.memory(heap.getUsed(), resident(), direct(), heap.getCommitted());
                TimeUnit.SECONDS.sleep(INTERVAL_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static long direct() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }

    /** 0 on a system that does not tell. */
    private static long resident() {
        try {
            return Files.readAllLines(STATUS).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }
}
