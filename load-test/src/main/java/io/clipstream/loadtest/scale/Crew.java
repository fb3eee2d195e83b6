package io.clipstream.loadtest.scale;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The worker processes of one site, all alike; one thread. */
final class Crew implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(3);
    private static final double MEGABYTE = 1024 * 1024;

    private final List<WorkerProcess> workers = new ArrayList<>();
    private double readySeconds;

    /**
     * Starts them and waits until all are ready.
     *
     * @param roles separated by commas
     * @param input {@link ScaleWorker#DECODING} or {@link ScaleWorker#NO_DECODING}
     */
    static Crew start(Site site, ScaleOptions options, int count, String roles, int heapMegabytes, String input)
            throws IOException, InterruptedException {
        Crew crew = new Crew();
        try {
            List<String> jvm = new ArrayList<>(List.of("-Xmx" + heapMegabytes + "m"));
            jvm.addAll(options.jvm());
            for (int i = 1; i <= count; i++) {
                String name = roles.replace(',', '-') + "-" + i;
                List<String> arguments = new ArrayList<>(List.of(roles, Long.toString(options.batchMicros()), input));
                arguments.addAll(site.pairs(name));
                crew.workers.add(WorkerProcess.start(jvm, site.state().resolve(name + ".log"), arguments));
            }
            for (WorkerProcess worker : crew.workers) {
                crew.readySeconds = worker.awaitReady(START);
            }
            return crew;
        } catch (IOException | InterruptedException | RuntimeException e) {
            crew.close();
            throw e;
        }
    }

    /** From the start until the last was ready. */
    double readySeconds() {
        return readySeconds;
    }

    List<Look> look() throws IOException {
        List<Look> looks = new ArrayList<>();
        for (WorkerProcess worker : workers) {
            looks.add(worker.look());
        }
        return looks;
    }

    /** Looks after a collection: their heaps are what is live. */
    List<Look> collected() throws IOException {
        List<Look> looks = new ArrayList<>();
        for (WorkerProcess worker : workers) {
            looks.add(worker.collected());
        }
        return looks;
    }

    /** Mean megabytes that are live after a collection. */
    double liveHeap() throws IOException {
        return collected().stream().mapToLong(Look::heap).average().orElseThrow() / MEGABYTE;
    }

    /** Ends the last of them at once. */
    void killOne() {
        workers.remove(workers.size() - 1).kill();
    }

    @Override
    public void close() {
        workers.forEach(WorkerProcess::close);
    }
}
