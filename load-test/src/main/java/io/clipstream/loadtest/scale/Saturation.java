package io.clipstream.loadtest.scale;

import com.sun.management.OperatingSystemMXBean;
import io.clipstream.app.quickstart.LocalServices;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Measures scorers that never wait for images: a queue is there before they start; one point after the other. */
final class Saturation {
    private static final long LOOK_MILLIS = 100;
    /** The queue's end does not count: its partitions do not run dry together. */
    private static final double USED = 0.9;

    /** So many tasks have learned heads; ten thousand of them would fill any small heap with heads alone. */
    private static final int LEARNED = 1_000;

    private final ScaleOptions options;
    private final LocalServices services;
    private final Path state;

    Saturation(ScaleOptions options, LocalServices services, Path state) {
        this.options = options;
        this.services = services;
        this.state = state;
    }

    /**
     * The work of a point.
     *
     * @param instances scorer processes
     * @param payloads images, sent in turn
     * @param input what the scorers take them for
     * @param mostImages longest queue
     */
    record Load(
            int partitions,
            int tasks,
            int classes,
            int instances,
            List<byte[]> payloads,
            String input,
            int mostImages) {
        /** One instance and tiny images on 4 partitions. */
        static Load plain() {
            byte[][] kinds = new byte[16][];
            for (int kind = 0; kind < kinds.length; kind++) {
                kinds[kind] = new byte[256];
                kinds[kind][0] = (byte) kind;
            }
            return new Load(4, 1, 10, 1, List.of(kinds), ScaleWorker.NO_DECODING, 400_000);
        }

        Load partitions(int count) {
            return new Load(count, tasks, classes, instances, payloads, input, mostImages);
        }

        Load tasks(int count) {
            return new Load(partitions, count, classes, instances, payloads, input, mostImages);
        }

        Load classes(int count) {
            return new Load(partitions, tasks, count, instances, payloads, input, mostImages);
        }

        Load instances(int count) {
            return new Load(partitions, tasks, classes, count, payloads, input, mostImages);
        }

        Load photos(List<byte[]> photos, int most) {
            return new Load(partitions, tasks, classes, instances, photos, ScaleWorker.DECODING, most);
        }
    }

    /** Measures a point on a site of that name. */
    Map<Measure, Double> measure(String name, Load load) throws IOException, InterruptedException {
        try (Site site = Site.open(services, state, name, load.partitions, options.settings())) {
            new HeadWriter(site.deployment()).write(load.tasks, 1, load.classes, load.tasks <= LEARNED);
            int queued = fill(site, load);
            try (Crew crew = Crew.start(site, options, load.instances, "score", options.heapMegabytes(), load.input)) {
                Map<Measure, Double> values = watch(crew, queued);
                values.put(Measure.READY, crew.readySeconds());
                values.put(Measure.HEAP, crew.liveHeap());
                return values;
            }
        }
    }

    /** As many as the devices can take while it is measured. */
    private int fill(Site site, Load load) {
        double wanted = options.deviceLimit() * load.instances * (options.warmUpSeconds() + options.seconds());
        int count = (int) Math.min(wanted / USED, load.mostImages);
        try (ImageQueue queue = new ImageQueue(site.deployment(), load.tasks, load.payloads)) {
            while (queue.sent() < count) {
                queue.send();
            }
            queue.flush();
        }
        return count;
    }

    private Map<Measure, Double> watch(Crew crew, int queued) throws IOException, InterruptedException {
        long end = System.nanoTime() + (long) (1e9 * options.warmUpSeconds());
        List<Look> before = crew.look();
        // The engine has warmed its devices up with images of its own.
        long own = images(before);
        // Not beyond a third of the queue: what is left is measured.
        while (System.nanoTime() < end && images(before) - own < queued / 3) {
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            before = crew.look();
        }
        long cpu = ownCpu();
        end = System.nanoTime() + (long) (1e9 * options.seconds());
        List<Look> after = before;
        while (System.nanoTime() < end && images(after) - own < queued * USED) {
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            after = crew.look();
        }
        int workers = Runtime.getRuntime().availableProcessors();
        Map<Measure, Double> values = new Window(before, after, workers).values();
        values.put(Measure.OF_LIMIT, values.get(Measure.IMAGES_PER_SECOND) / options.deviceLimit() / after.size());
        values.put(Measure.BROKER_CPU_MICROS, (ownCpu() - cpu) / 1e3 / (images(after) - images(before)));
        return values;
    }

    private static long images(List<Look> looks) {
        return looks.stream().mapToLong(Look::images).sum();
    }

    /** Of this process, in which the broker is all that works meanwhile. */
    private static long ownCpu() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }
}
