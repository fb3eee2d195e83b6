package io.clipstream.loadtest.scale;

import io.clipstream.app.quickstart.LocalServices;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;

/** Measures how long a scorer takes to be ready behind a long adapters topic. */
final class Startup {
    private static final int CLASSES = 10;
    /** Ten thousand heads of that size are held in it. */
    private static final int LEAST_HEAP = 1_024;

    private final ScaleOptions options;
    private final LocalServices services;
    private final Path state;

    Startup(ScaleOptions options, LocalServices services, Path state) {
        this.options = options;
        this.services = services;
        this.state = state;
    }

    /** Measures with so many versions of each of so many tasks. */
    Map<Measure, Double> measure(String name, int tasks, int versions) throws IOException, InterruptedException {
        try (Site site = Site.open(services, state, name, 4, options.settings())) {
            new HeadWriter(site.deployment()).write(tasks, versions, CLASSES, false);
            try (Crew crew = Crew.start(
                    site,
                    options,
                    1,
                    "score",
                    Math.max(LEAST_HEAP, options.heapMegabytes()),
                    ScaleWorker.NO_DECODING)) {
                Map<Measure, Double> values = new EnumMap<>(Measure.class);
                values.put(Measure.READY, crew.readySeconds());
                values.put(Measure.RESIDENT, crew.look().get(0).resident() / (1024.0 * 1024));
                values.put(Measure.HEAP, crew.liveHeap());
                return values;
            }
        }
    }
}
