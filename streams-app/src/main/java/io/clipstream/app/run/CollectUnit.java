package io.clipstream.app.run;

import io.clipstream.app.client.Deployment;
import io.clipstream.app.config.LearnSettings;
import io.clipstream.app.metrics.LetterMeters;
import io.clipstream.app.metrics.Metrics;
import io.clipstream.topology.CollectConfig;
import io.clipstream.topology.CollectTopology;
import io.clipstream.topology.KafkaRecordFetcher;
import io.clipstream.topology.SchemaUse;
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
        Opened opened = new Opened();
        try {
            this.letters = new LetterMeters(metrics);
            this.fetcher = opened.add(
                    new KafkaRecordFetcher(deployment.config().kafka().client("consumer"), FETCH_DEADLINE));
            Map<String, Object> streams = StreamsSettings.learning(deployment.config(), Role.COLLECT);
            String application = StreamsSettings.applicationId(deployment.config(), Role.COLLECT);
            this.app = new RoleApp(
                    Role.COLLECT,
                    CollectTopology.build(
                            deployment.topics(),
                            config(deployment.config().learn()),
                            deployment.serdes(),
                            fetcher,
                            new TopicPartitions(deployment.clients()),
                            Clock.systemUTC(),
                            letters),
                    streams,
                    Schemas.of(deployment, SchemaUse.collect(deployment.topics(), application)),
                    metrics);
        } catch (RuntimeException | Error e) {
            opened.close(e);
            throw e;
        }
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
                settings.bufferPolicy(),
                settings.clockTolerance());
    }

    @Override
    public RoleApp app() {
        return app;
    }

    @Override
    public boolean ready() {
        return app.isReady();
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
