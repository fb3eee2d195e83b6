package io.clipstream.app.run;

import ai.djl.engine.Engine;
import io.clipstream.app.client.Deployment;
import io.clipstream.app.config.LearnSettings;
import io.clipstream.app.metrics.Metrics;
import io.clipstream.clip.ClipModel;
import io.clipstream.clip.TextEncoder;
import io.clipstream.topology.RetrainConfig;
import io.clipstream.topology.RetrainExecutors;
import io.clipstream.topology.RetrainTopology;
import io.clipstream.topology.TextHeads;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** The retrain role: the topology, the text tower, and the thread on which fits run. */
final class RetrainUnit implements RoleUnit {
    private final TextEncoder encoder;
    private final ExecutorService fits;
    private final ExecutorService challengers;
    private final RoleApp app;

    RetrainUnit(Deployment deployment, ClipModel model, Metrics metrics) {
        this.encoder = model.newTextEncoder();
        this.fits = thread("clipstream-fit");
        // Of their own: a challenger may take minutes, and corrections must not wait for it.
        this.challengers = thread("clipstream-challengers");
        this.app = new RoleApp(
                Role.RETRAIN,
                RetrainTopology.build(
                        deployment.topics(),
                        config(deployment.config().learn()),
                        deployment.serdes(),
                        new TextHeads(model.modelId(), model.logitScale(), encoder),
                        new RetrainExecutors(fits, challengers),
                        Clock.systemUTC()),
                StreamsSettings.learning(deployment.config(), Role.RETRAIN),
                metrics);
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
                defaults.challengerInterval(),
                defaults.challengerGrowth(),
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
        return app.isRunning();
    }

    @Override
    public boolean broken() {
        return app.isBroken();
    }

    @Override
    public Map<String, Object> status() {
        return Map.of("state", app.state().name());
    }

    @Override
    public void start() {
        app.start();
    }

    @Override
    public void close(Duration atMost) {
        app.close(atMost);
        fits.shutdownNow();
        challengers.shutdownNow();
        try {
            fits.awaitTermination(atMost.toMillis(), TimeUnit.MILLISECONDS);
            challengers.awaitTermination(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        encoder.close();
    }
}
