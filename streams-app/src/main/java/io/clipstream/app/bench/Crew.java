package io.clipstream.app.bench;

import ai.djl.pytorch.jni.JniUtils;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.function.IntToLongFunction;
import java.util.function.LongSupplier;

/**
 * Threads that do the same work side by side, one a worker, as the engine's device workers do.
 *
 * <p>Each worker keeps its thread, and with it its number of libtorch threads, for the crew's life. One thread at a time
 * may call the crew.
 */
public final class Crew implements AutoCloseable {
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final Layout layout;
    private final List<ExecutorService> workers = new ArrayList<>();

    /** Starts its threads. */
    public Crew(Layout layout) throws InterruptedException {
        this.layout = layout;
        for (int i = 0; i < layout.workers(); i++) {
            workers.add(Executors.newSingleThreadExecutor(Crew::daemon));
        }
        all(worker -> () -> claimThreads(layout.threads()));
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "bench");
        thread.setDaemon(true);
        return thread;
    }

    /** libtorch's setting is the calling thread's own from the moment it is first read there, and global before. */
    private static Void claimThreads(int threads) {
        synchronized (Crew.class) {
            JniUtils.setNumThreads(threads);
            int claimed = JniUtils.getNumThreads();
            if (claimed != threads) {
                throw new IllegalStateException(
                        "this libtorch runs " + claimed + " threads a worker, asked for " + threads);
            }
        }
        return null;
    }

    Layout layout() {
        return layout;
    }

    /** Runs something once on each worker's thread, side by side; {@code work} takes the worker's number from 0. */
    public <T> List<T> all(IntFunction<Callable<T>> work) throws InterruptedException {
        List<Future<T>> running = new ArrayList<>();
        for (int i = 0; i < workers.size(); i++) {
            running.add(workers.get(i).submit(work.apply(i)));
        }
        List<T> results = new ArrayList<>();
        for (Future<T> result : running) {
            results.add(join(result));
        }
        return results;
    }

    private static <T> T join(Future<T> result) throws InterruptedException {
        try {
            return result.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /**
     * Repeats {@code work} on every worker until the time is over, at least once.
     *
     * @param work takes the worker's number, returns the units that it has done
     */
    public Pace measure(double seconds, IntToLongFunction work) throws InterruptedException {
        CyclicBarrier start = new CyclicBarrier(workers.size());
        long cpu = SYSTEM.getProcessCpuTime();
        long begin = System.nanoTime();
        List<double[]> found = all(worker -> () -> {
            start.await();
            return repeat(seconds, () -> work.applyAsLong(worker));
        });
        double took = (System.nanoTime() - begin) / 1e9;
        double units = found.stream().mapToDouble(f -> f[0]).sum();
        double rate = found.stream().mapToDouble(f -> f[0] / f[1]).sum();
        return new Pace(rate, (SYSTEM.getProcessCpuTime() - cpu) / 1e9 / units, took);
    }

    private static double[] repeat(double seconds, LongSupplier work) {
        long begin = System.nanoTime();
        long units = 0;
        double elapsed;
        do {
            units += work.getAsLong();
            elapsed = (System.nanoTime() - begin) / 1e9;
        } while (elapsed < seconds);
        return new double[] {units, elapsed};
    }

    @Override
    public void close() {
        workers.forEach(ExecutorService::shutdown);
    }
}
