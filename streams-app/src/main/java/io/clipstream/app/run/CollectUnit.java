package io.clipstream.app.run;

import io.clipstream.app.client.Deployment;
import io.clipstream.app.config.LearnSettings;
import io.clipstream.app.metrics.LetterMeters;
import io.clipstream.app.metrics.Metrics;
import io.clipstream.topology.CollectConfig;
import io.clipstream.topology.CollectTopology;
import io.clipstream.topology.KafkaRecordFetcher;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;

/** The collect role. */
final class CollectUnit implements RoleUnit {
    private static final Duration FETCH_DEADLINE = Duration.ofSeconds(10);

    private final KafkaRecordFetcher fetcher;
    private final RoleApp app;
    private final LetterMeters letters;

    CollectUnit(Deployment deployment, Metrics metrics) {
        this.letters = new LetterMeters(metrics);
        this.fetcher = new KafkaRecordFetcher(deployment.config().kafka().client("consumer"), FETCH_DEADLINE);
        this.app = new RoleApp(
                Role.COLLECT,
                CollectTopology.build(
                        deployment.topics(),
                        config(deployment.config().learn()),
                        deployment.serdes(),
                        fetcher,
                        Clock.systemUTC(),
                        letters),
                StreamsSettings.learning(deployment.config(), Role.COLLECT),
                metrics);
    }

    private static CollectConfig config(LearnSettings settings) {
        CollectConfig defaults = CollectConfig.defaults();
        return new CollectConfig(
                settings.indexRetention(),
                settings.matchTtl(),
                defaults.fetchRetry(),
                defaults.punctuation(),
                settings.sampleSize(),
                defaults.samplePeriod(),
                defaults.modelId(),
                defaults.policy(),
                settings.clockTolerance());
    }

    @Override
    public RoleApp app() {
        return app;
    }

    @Override
    public boolean ready() {
        return app.isRunning();
    }

    @Override
    public boolean broken() {
        return app.isBroken();
    }

    @Override
    public Map<String, Object> status() {
        return Map.of("state", app.state().name(), "dead letters", letters.counts());
    }

    @Override
    public void start() {
        app.start();
    }

    @Override
    public void close(Duration atMost) {
        app.close(atMost);
        fetcher.close();
    }
}
