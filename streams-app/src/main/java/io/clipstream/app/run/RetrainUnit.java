package io.clipstream.app.run;

import ai.djl.engine.Engine;
import io.clipstream.app.client.Deployment;
import io.clipstream.app.config.LearnSettings;
import io.clipstream.app.metrics.LetterMeters;
import io.clipstream.app.metrics.Metrics;
import io.clipstream.clip.Backbone;
import io.clipstream.topology.KafkaRecordFetcher;
import io.clipstream.topology.RetrainConfig;
import io.clipstream.topology.RetrainExecutors;
import io.clipstream.topology.RetrainPorts;
import io.clipstream.topology.RetrainTopology;
import io.clipstream.topology.SchemaUse;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** The retrain role: the topology, the text tower with its cache and threads, and the threads on which fits run. */
final class RetrainUnit implements RoleUnit {
    private static final Duration FETCH_DEADLINE = Duration.ofSeconds(10);

    private final TextTower texts;
    private final ExecutorService fits;
    private final ExecutorService challengers;
    private final ExecutorService instants;
    private final RoleApp app;
    private final LetterMeters letters;
    private final KafkaRecordFetcher fetcher;

    RetrainUnit(Deployment deployment, Backbone model, Metrics metrics) {
        Opened opened = new Opened();
        try {
            this.letters = new LetterMeters(metrics);
            this.texts = opened.add(new TextTower(deployment.config(), model));
            this.fits = thread("clipstream-fit");
            // Of their own: a challenger may take minutes, and corrections must not wait for it.
            this.challengers = thread("clipstream-challengers");
            // And these of their own: a refit may take seconds.
            this.instants = thread("clipstream-instants");
            this.fetcher = opened.add(
                    new KafkaRecordFetcher(deployment.config().kafka().client("consumer"), FETCH_DEADLINE));
            this.app = new RoleApp(
                    Role.RETRAIN,
                    RetrainTopology.build(
                            deployment.topics(),
                            config(deployment.config().learn()),
                            deployment.serdes(),
                            new RetrainPorts(
                                    texts.heads(),
                                    new RetrainExecutors(fits, challengers, instants),
                                    fetcher,
                                    new TopicPartitions(deployment.clients())),
                            Clock.systemUTC(),
                            letters),
                    StreamsSettings.learning(deployment.config(), Role.RETRAIN),
                    Schemas.of(
                            deployment,
                            SchemaUse.retrain(
                                    deployment.topics(),
                                    StreamsSettings.applicationId(deployment.config(), Role.RETRAIN))),
                    metrics);
        } catch (RuntimeException | Error e) {
            opened.close(e);
            throw e;
        }
    }

    private static ExecutorService thread(String name) {
        return Executors.newSingleThreadExecutor(work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            // Scoring comes first: a fit may take a moment longer.
            thread.setPriority(Thread.MIN_PRIORITY);
            return thread;
        });
    }

    private static RetrainConfig config(LearnSettings settings) {
        RetrainConfig defaults = RetrainConfig.defaults();
        return new RetrainConfig(
                settings.versionsKept(),
                settings.seed(),
                defaults.punctuation(),
                settings.pace(),
                defaults.retryAfter(),
                defaults.commandMemory(),
                Map.of(
                        "java", System.getProperty("java.version"),
                        "djl", String.valueOf(Engine.getDjlVersion()),
                        "libtorch", Engine.getEngine("PyTorch").getVersion()),
                "cpu");
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
        return Map.of("state", app.state().name(), "textsToEncode", texts.missing(), "dead letters", letters.counts());
    }

    @Override
    public void start() {
        app.start();
    }

    @Override
    public void close(Duration atMost) {
        app.close(atMost);
        fetcher.close();
        fits.shutdownNow();
        challengers.shutdownNow();
        instants.shutdownNow();
        try {
            fits.awaitTermination(atMost.toMillis(), TimeUnit.MILLISECONDS);
            challengers.awaitTermination(atMost.toMillis(), TimeUnit.MILLISECONDS);
            instants.awaitTermination(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        texts.close();
    }
}
