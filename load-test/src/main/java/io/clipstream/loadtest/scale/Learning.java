package io.clipstream.loadtest.scale;

import io.clipstream.app.client.AdapterCatalogue;
import io.clipstream.app.client.Deployment;
import io.clipstream.app.client.TaskDesk;
import io.clipstream.app.client.TaskFile;
import io.clipstream.app.client.TopicReader;
import io.clipstream.app.quickstart.LocalServices;
import io.clipstream.schemas.AdapterVersion;
import io.clipstream.schemas.Lineage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Measures the retrain role with a long buffer: how long a refit takes, how long a restart, and what it holds in memory. */
final class Learning {
    private static final String TASK = "task-0";
    private static final int CLASSES = 10;
    private static final Duration START = Duration.ofMinutes(2);
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final long LOOK_MILLIS = 200;
    private static final long MARKERS = 2;
    /** Not the instant version that comes at once. */
    private static final String REFIT = "refit";

    private static final int LEAST_HEAP = 512;
    /** An example is held by the stores and, while a refit runs, in matrices of doubles. */
    private static final int EXAMPLES_A_MEGABYTE = 25;

    private final ScaleOptions options;
    private final LocalServices services;
    private final Path state;

    Learning(ScaleOptions options, LocalServices services, Path state) {
        this.options = options;
        this.services = services;
        this.state = state;
    }

    /**
     * Measures with so many examples in the buffer of one task: the restart of a role that holds them, and the refit that
     * follows it. What takes longer than anybody waits is left out.
     */
    Map<Measure, Double> measure(String name, int examples) throws IOException, InterruptedException {
        int heap = LEAST_HEAP + examples / EXAMPLES_A_MEGABYTE;
        try (Site site = Site.open(services, state, name, 1, options.settings())) {
            Deployment deployment = site.deployment();
            ExampleWriter writer = new ExampleWriter(deployment, TASK, CLASSES);
            try (Crew crew = start(site, heap)) {
                new TaskDesk(deployment)
                        .apply(TaskFile.parse(TASK, task(examples), "clipstream-load", Instant.now()), START);
                writer.write(0, examples);
                awaitTaken(deployment, crew);
            }
            // A role that starts fits at once, if there is anything new: later fits keep a distance to each other.
            writer.write(examples, examples + 1);
            try (TopicReader adapters = new TopicReader(deployment.clients())) {
                adapters.fromNow(deployment.topics().adapters().name());
                try (Crew crew = start(site, heap)) {
                    return refitted(deployment, crew, adapters, examples);
                }
            }
        }
    }

    private Crew start(Site site, int heap) throws IOException, InterruptedException {
        return Crew.start(site, options, 1, "retrain", heap, ScaleWorker.NO_DECODING);
    }

    /** Waits until the role has read all examples. */
    private static void awaitTaken(Deployment deployment, Crew crew) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try (Lag lag = new Lag(deployment, "retrain", deployment.topics().fewShotBuffer())) {
            // Markers of transactions count: offsets are behind by one where the last record is one.
            while (lag.behind(lag.committed()) > MARKERS && System.nanoTime() < deadline) {
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
                // Tells if it has ended.
                crew.look();
            }
        }
    }

    private static Map<Measure, Double> refitted(Deployment deployment, Crew crew, TopicReader adapters, int examples)
            throws IOException {
        Map<Measure, Double> values = new EnumMap<>(Measure.class);
        values.put(Measure.READY, crew.readySeconds());
        long ready = System.nanoTime();
        AdapterCatalogue catalogue = new AdapterCatalogue(deployment.topics().adapters());
        boolean found = adapters.await(PATIENCE, record -> {
            catalogue.add(record);
            return refit(catalogue, examples).isPresent();
        });
        if (found) {
            values.put(Measure.REFIT, (System.nanoTime() - ready) / 1e9);
            values.put(Measure.FIT, refit(catalogue, examples).orElseThrow().getTrainMillis() / 1e3);
        }
        values.put(Measure.RESIDENT, crew.look().get(0).resident() / (1024.0 * 1024));
        values.put(Measure.HEAP, crew.liveHeap());
        return values;
    }

    private static String task(int examples) {
        String classes = IntStream.range(0, CLASSES)
                .mapToObj(c -> "\"" + HeadWriter.label(c) + "\"")
                .collect(Collectors.joining(","));
        return "{\"task\":\"" + TASK + "\",\"bufferPerClass\":" + (examples / CLASSES + 1) + ",\"classes\":[" + classes
                + "]}";
    }

    /** The latest refit that has all of them, as soon as it is in use. */
    private static Optional<Lineage> refit(AdapterCatalogue catalogue, int examples) {
        return catalogue
                .championVersion(TASK)
                .map(AdapterVersion::getLineage)
                .filter(lineage -> lineage.getTrigger().equals(REFIT) && lineage.getExamples() >= examples);
    }
}
