package io.clipstream.app.quickstart;

import io.clipstream.app.client.Deployment;
import io.clipstream.app.client.TaskDesk;
import io.clipstream.app.client.TopicAdmin;
import io.clipstream.app.config.ClipstreamConfig;
import io.clipstream.app.config.ConfigKeys;
import io.clipstream.app.config.ConfigLoader;
import io.clipstream.app.config.ConfigSources;
import io.clipstream.app.metrics.Metrics;
import io.clipstream.app.run.FetchProgress;
import io.clipstream.app.run.ModelFolder;
import io.clipstream.app.run.ModelLoader;
import io.clipstream.app.run.Node;
import io.clipstream.app.run.Role;
import io.clipstream.clip.ClipModel;
import io.clipstream.clip.LoadOptions;
import io.clipstream.schemas.AdapterVersion;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Runs the whole loop on this machine: broker, registry, all roles, and a stream of images with its labeller. */
public final class Quickstart {
    private static final Duration FIRST_VERSION = Duration.ofSeconds(120);

    private final QuickstartOptions options;
    private final ConfigSources overrides;
    private final Screen screen;

    private Quickstart(QuickstartOptions options, ConfigSources overrides, Screen screen) {
        this.options = options;
        this.overrides = overrides;
        this.screen = screen;
    }

    /**
     * Runs to its end, with the figures and the next steps on the screen.
     *
     * @param overrides the user's own settings; addresses and folders are the quickstart's
     * @param json one JSON object a second instead of a screen for people
     * @return images that were lost, which is 0
     */
    public static int run(
            QuickstartOptions options, ConfigSources overrides, boolean json, PrintWriter out, PrintWriter err) {
        try (Screen screen = Screens.choose(json, out, err)) {
            return new Quickstart(options, overrides, screen).run();
        }
    }

    private int run() {
        try (Interruption interruption = new Interruption();
                QuickstartState state = QuickstartState.open(options.state())) {
            QuickstartLog.moveTo(state.log());
            try {
                return run(state, interruption);
            } catch (RuntimeException e) {
                screen.note("This run failed; its log is " + state.keepLog());
                throw e;
            }
        }
    }

    private int run(QuickstartState state, Interruption interruption) {
        // The run's number is part of the image ids, so that runs on the same state never share one.
        long run = System.currentTimeMillis() / 100;
        ImageSource source = options.images() == null
                ? new SceneSource(run)
                : new FolderSource(options.images(), Long.toString(run, Character.MAX_RADIX), run);
        ClipstreamConfig asked = ConfigLoader.load(overrides);
        Path folder = model(asked);
        // The folder of a model of the hub is named by its commit.
        boolean named = !asked.model().isEmpty() && !ModelFolder.isFolder(asked.model());
        String title = named ? asked.model() : folder.getFileName().toString();
        screen.note("Starting Apache Kafka, a schema registry and the model " + title + " on this machine; the log is "
                + state.log());
        CompletableFuture<ClipModel> loading = CompletableFuture.supplyAsync(() -> load(folder));
        try (LocalServices services = LocalServices.start(Installation.locate().registry(), state.folder())) {
            try (ClipModel model = join(loading)) {
                screen.note("Other commands reach it with --bootstrap-servers " + services.bootstrapServers()
                        + " --registry " + services.registryUrl());
                return stream(deployment(services, state, folder), model, source, state, interruption);
            }
        } catch (RuntimeException e) {
            loading.thenAccept(ClipModel::close);
            throw e;
        }
    }

    private Path model(ClipstreamConfig asked) {
        try (FetchProgress progress = FetchProgress.choose(screen::note)) {
            return ModelFolder.resolve(asked, progress);
        }
    }

    private int stream(
            Deployment deployment,
            ClipModel model,
            ImageSource source,
            QuickstartState state,
            Interruption interruption) {
        double rate = rate(model, source);
        try (TopicAdmin topics = new TopicAdmin(deployment)) {
            topics.apply();
        }
        try (Metrics metrics = new Metrics();
                Node node = Node.start(deployment, EnumSet.allOf(Role.class), model, metrics)) {
            AdapterVersion version = new TaskDesk(deployment)
                    .apply(source.task(), v -> v.getModelId().equals(model.modelId()), FIRST_VERSION);
            node.awaitReady(FIRST_VERSION);
            node.awaitLive(source.task().getTask(), version.getVersion(), FIRST_VERSION);
            announce(source, version, rate, node);
            Figures figures;
            try (DemoSession session = new DemoSession(deployment, source, rate, screen, interruption)) {
                figures = session.run(options.seconds());
            }
            screen.summary(figures, NextSteps.of(deployment, state, source));
            return figures.open() + figures.openFromEarlierRuns();
        }
    }

    private void announce(ImageSource source, AdapterVersion version, double rate, Node node) {
        screen.note("Task '" + source.task().getTask() + "': " + String.join(", ", version.getLabels()));
        screen.note("Version " + version.getVersion() + " (" + version.getMethod() + ", "
                + version.getLineage().getExamples() + " examples) is live; "
                + String.format(java.util.Locale.ROOT, rate < 10 ? "%.1f" : "%.0f", rate) + " images/s"
                + node.consoleUrl().map(url -> "; console at " + url).orElse(""));
    }

    private double rate(ClipModel model, ImageSource source) {
        if (options.rate() > 0) {
            return options.rate();
        }
        double rate = RateCalibration.comfortable(model, source.samples());
        // A folder is streamed once; with a time given, it lasts that long.
        boolean lasting = source.size().isPresent() && options.seconds() > 0;
        return lasting
                ? Math.min(rate, source.size().get() / Math.max(1.0, options.seconds() - DemoProducer.RAMP_LOSS))
                : rate;
    }

    private Deployment deployment(LocalServices services, QuickstartState state, Path model) {
        ClipstreamConfig config = ConfigLoader.load(new ConfigSources()
                .set(ConfigKeys.TOPICS_PARTITIONS, 3, "quickstart")
                .set(ConfigKeys.TOPICS_LEARNING_PARTITIONS, 1, "quickstart")
                .set(ConfigKeys.HTTP_PORT, 0, "quickstart")
                .set(ConfigKeys.SCORE_COMMIT, 50, "quickstart")
                .and(overrides)
                .set(ConfigKeys.BOOTSTRAP_SERVERS, services.bootstrapServers(), "quickstart")
                .set(ConfigKeys.REGISTRY_URL, services.registryUrl(), "quickstart")
                .set(ConfigKeys.STATE_DIRECTORY, state.folder().resolve("streams"), "quickstart")
                .set(ConfigKeys.MODEL, model, "quickstart"));
        return Deployment.of(config);
    }

    private ClipModel load(Path folder) {
        return ModelLoader.load(
                folder, ConfigLoader.load(new ConfigSources().and(overrides)), LoadOptions.bothTowers());
    }

    private static ClipModel join(CompletableFuture<ClipModel> loading) {
        try {
            return loading.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }
}
