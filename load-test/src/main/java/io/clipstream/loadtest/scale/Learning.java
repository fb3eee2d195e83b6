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
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Measures the retrain role with a long buffer: how long a refit takes, how long a restart, and what it holds in memory. */
final class Learning {
    private static final String TASK = "task-0";
    private static final int CLASSES = 10;
    private static final Duration START = Duration.ofMinutes(2);
    private static final Duration PATIENCE = Duration.ofMinutes(5);
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

    /** Measures with so many examples in the buffer of one task. */
    Map<Measure, Double> measure(String name, int examples) throws IOException, InterruptedException {
        int heap = LEAST_HEAP + examples / EXAMPLES_A_MEGABYTE;
        Map<Measure, Double> values = new EnumMap<>(Measure.class);
        try (Site site = Site.open(services, state, name, 1, options.settings())) {
            Deployment deployment = site.deployment();
            try (Crew crew = Crew.start(site, options, 1, "retrain", heap, ScaleWorker.NO_DECODING);
                    TopicReader adapters = new TopicReader(deployment.clients())) {
                new TaskDesk(deployment)
                        .apply(TaskFile.parse(TASK, task(examples), "clipstream-load", Instant.now()), START);
                adapters.fromNow(deployment.topics().adapters().name());
                ExampleWriter writer = new ExampleWriter(deployment, TASK, CLASSES);
                writer.write(0, examples);
                awaitRefit(deployment, adapters, examples);
                long begun = System.nanoTime();
                writer.write(examples, examples + 1);
                Lineage refit = awaitRefit(deployment, adapters, examples + 1);
                values.put(Measure.REFIT, (System.nanoTime() - begun) / 1e9);
                values.put(Measure.FIT, refit.getTrainMillis() / 1e3);
                values.put(Measure.RESIDENT, crew.look().get(0).resident() / (1024.0 * 1024));
                values.put(Measure.HEAP, crew.liveHeap());
            }
            try (Crew crew = Crew.start(site, options, 1, "retrain", heap, ScaleWorker.NO_DECODING)) {
                values.put(Measure.READY, crew.readySeconds());
            }
        }
        return values;
    }

    private static String task(int examples) {
        String classes = IntStream.range(0, CLASSES)
                .mapToObj(c -> "\"" + HeadWriter.label(c) + "\"")
                .collect(Collectors.joining(","));
        return "{\"task\":\"" + TASK + "\",\"bufferPerClass\":" + (examples / CLASSES + 1) + ",\"classes\":[" + classes
                + "]}";
    }

    /** Waits for the refit that has all of them. */
    private static Lineage awaitRefit(Deployment deployment, TopicReader adapters, int examples) {
        AdapterCatalogue catalogue = new AdapterCatalogue(deployment.topics().adapters());
        boolean found = adapters.await(PATIENCE, record -> {
            catalogue.add(record);
            return refit(catalogue, examples).isPresent();
        });
        if (!found) {
            throw new IllegalStateException(
                    "no refit of " + examples + " examples was out within " + PATIENCE.toSeconds() + " s");
        }
        return refit(catalogue, examples).orElseThrow();
    }

    private static Optional<Lineage> refit(AdapterCatalogue catalogue, int examples) {
        return catalogue
                .championVersion(TASK)
                .map(AdapterVersion::getLineage)
                .filter(lineage -> lineage.getTrigger().equals(REFIT) && lineage.getExamples() == examples);
    }
}
