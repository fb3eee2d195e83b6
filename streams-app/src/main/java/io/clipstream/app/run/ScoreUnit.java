package io.clipstream.app.run;

import io.clipstream.app.client.Deployment;
import io.clipstream.app.config.ScoreSettings;
import io.clipstream.app.metrics.ClaimMeters;
import io.clipstream.app.metrics.DriftMeters;
import io.clipstream.app.metrics.EngineMeters;
import io.clipstream.app.metrics.LetterMeters;
import io.clipstream.app.metrics.Metric;
import io.clipstream.app.metrics.Metrics;
import io.clipstream.app.metrics.VersionMeters;
import io.clipstream.claim.ClaimFetcher;
import io.clipstream.clip.Backbone;
import io.clipstream.clip.ImageEncoder;
import io.clipstream.scoring.EngineSettings;
import io.clipstream.scoring.EngineState;
import io.clipstream.scoring.EngineStats;
import io.clipstream.scoring.LiveVersion;
import io.clipstream.scoring.ScoringEngine;
import io.clipstream.scoring.VersionLoader;
import io.clipstream.scoring.VersionRegistry;
import io.clipstream.topology.AdapterTail;
import io.clipstream.topology.AdapterTailListener;
import io.clipstream.topology.KafkaRecordFetcher;
import io.clipstream.topology.SchemaUse;
import io.clipstream.topology.ScoreDrain;
import io.clipstream.topology.ScoreGate;
import io.clipstream.topology.ScoreStreamsSettings;
import io.clipstream.topology.ScoreTopology;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.kafka.streams.Topology;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The score role: the tail of the adapters topic, the engine, and the topology on top of them. */
final class ScoreUnit implements RoleUnit {
    private static final Logger LOG = LoggerFactory.getLogger(ScoreUnit.class);
    private static final Duration WARM_LOOK = Duration.ofSeconds(1);

    private final VersionRegistry versions = new VersionRegistry();
    private final ScoringEngine engine;
    private final ClaimFetcher store;
    private final KafkaRecordFetcher fetcher;
    private final AdapterTail tail;
    private final ScoreDrain drain = new ScoreDrain();
    private final ScoreGate gate;
    private final LetterMeters letters;
    private final RoleApp app;
    private volatile boolean closing;
    private volatile boolean failed;

    ScoreUnit(Deployment deployment, Backbone model, Metrics metrics, AdapterTailListener listener) {
        Opened opened = new Opened();
        try {
            ScoreSettings settings = deployment.config().score();
            this.letters = new LetterMeters(metrics);
            this.engine = opened.add(engine(settings, model, metrics));
            this.gate = opened.add(new ScoreGate(engine));
            this.store = opened.add(ClaimFetcher.start(deployment.config().claim(), new ClaimMeters(metrics)));
            metrics.gauge(Metric.CLAIM_IN_FLIGHT_BYTES, store::bytesInFlight);
            metrics.gauge(Metric.CLAIMS_WAITING, store::waiting);
            this.fetcher = opened.add(
                    new KafkaRecordFetcher(deployment.config().kafka().client("consumer"), settings.fetchTimeout()));
            this.tail = opened.add(AdapterTail.start(
                    deployment.config().kafka().client("consumer"),
                    deployment.topics().adapters(),
                    fetcher,
                    new VersionLoader(model.modelId(), model.dimension()),
                    versions,
                    new VersionMeters(metrics).andThen(listener)));
            Map<String, Object> streams = StreamsSettings.score(deployment.config());
            MemoryBudget.of(deployment, streams, Runtime.getRuntime().maxMemory())
                    .warning()
                    .ifPresent(warning -> LOG.warn("Memory: {}", warning));
            this.app = new RoleApp(
                    Role.SCORE,
                    topology(deployment, streams),
                    streams,
                    Schemas.of(deployment, SchemaUse.score(deployment.topics())),
                    metrics);
            app.pausedBy(gate);
            metrics.gauge(Metric.IN_FLIGHT, () -> engine.stats().inFlight());
            metrics.gauge(Metric.IN_FLIGHT_BYTES, () -> engine.stats().inFlightBytes());
            metrics.total(Metric.INTAKE_BLOCKED, () -> gate.blocked().toMillis() / 1e3);
            metrics.gauge(Metric.INTAKE_PAUSED, () -> gate.isPaused() ? 1 : 0);
            metrics.gauge(Metric.BATCH_AGE, () -> engine.batchAge().toMillis() / 1e3);
            metrics.gauge(Metric.ENGINE_STALLED, () -> engine.trouble().isPresent() ? 1 : 0);
        } catch (RuntimeException | Error e) {
            opened.close(e);
            throw e;
        }
    }

    private ScoringEngine engine(ScoreSettings settings, Backbone model, Metrics metrics) {
        return ScoringEngine.start(
                engineSettings(settings),
                model.preprocessor(),
                encoders(settings.deviceWorkers(), model),
                versions,
                new EngineMeters(metrics, new DriftMeters(metrics, settings.drift())));
    }

    /** The engine closes them. */
    private static List<ImageEncoder> encoders(int count, Backbone model) {
        Opened encoders = new Opened();
        try {
            return IntStream.range(0, count)
                    .mapToObj(worker -> encoders.add(model.newImageEncoder()))
                    .toList();
        } catch (RuntimeException | Error e) {
            encoders.close(e);
            throw e;
        }
    }

    private Topology topology(Deployment deployment, Map<String, Object> streams) {
        ScoreSettings settings = deployment.config().score();
        int maxRecord = deployment.config().topics().sizes().maxRecordBytes();
        io.clipstream.topology.ScoreSettings bounds = new io.clipstream.topology.ScoreSettings(
                settings.inFlightMax(),
                settings.inFlightBytes(),
                Duration.ofMillis(5),
                ScoreStreamsSettings.intakeDeadline(streams),
                ScoreStreamsSettings.maxDeadLetterBytes(maxRecord),
                deployment.config().topics().sizes().streamPartitions());
        return ScoreTopology.build(deployment.topics(), bounds, engine, tail, fetcher, store, drain, gate, letters);
    }

    /** The default batch sizes up to the largest, and the largest itself. */
    private static EngineSettings engineSettings(ScoreSettings settings) {
        List<Integer> buckets = new ArrayList<>(EngineSettings.DEFAULT_BUCKETS.stream()
                .filter(size -> size < settings.batchMax())
                .toList());
        buckets.add(settings.batchMax());
        return new EngineSettings(
                settings.decodeThreads(),
                buckets,
                settings.batchWait(),
                settings.inFlightMax(),
                settings.inFlightBytes(),
                settings.stallTimeout(),
                settings.decodeTimeout());
    }

    @Override
    public RoleApp app() {
        return app;
    }

    @Override
    public boolean ready() {
        return app.isReady() && isRunning() && trouble().isEmpty();
    }

    private boolean isRunning() {
        return engine.stats().state() == EngineState.RUNNING;
    }

    @Override
    public Optional<String> trouble() {
        return engine.trouble().or(app::trouble).or(gate::heldUp);
    }

    @Override
    public boolean broken() {
        return failed || app.isBroken() || engine.stats().state() == EngineState.FAILED;
    }

    @Override
    public Map<String, Object> status() {
        EngineStats stats = engine.stats();
        Map<String, Object> live = new TreeMap<>();
        versions.snapshot().live().forEach((task, version) -> live.put(task, version.version()));
        Map<String, Object> status = new LinkedHashMap<>();
        status.put("state", app.state().name());
        status.put("engine", stats.state().name());
        status.put("images in flight", stats.inFlight());
        engine.trouble().ifPresent(reason -> status.put("trouble", reason));
        status.put("live versions", live);
        status.put("dead letters", letters.counts());
        return status;
    }

    /** The version that scores a task here, if any does. */
    OptionalLong liveVersion(String task) {
        LiveVersion live = versions.snapshot().of(task);
        return live == null ? OptionalLong.empty() : OptionalLong.of(live.version());
    }

    /**
     * Scoring begins when the champions are live, since before their images would become dead letters, and the engine is
     * warm, since a backlog would otherwise fill it and run into intake's deadline.
     */
    @Override
    public void start() {
        tail.ready().thenRunAsync(this::startScoring, work -> {
            Thread thread = new Thread(work, "clipstream-start");
            thread.setDaemon(true);
            thread.start();
        });
    }

    private void startScoring() {
        try {
            while (!closing && engine.stats().state() == EngineState.WARMING) {
                engine.awaitReady(WARM_LOOK);
            }
            synchronized (this) {
                if (!closing && engine.stats().state() == EngineState.RUNNING) {
                    app.start();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            LOG.error("The score role could not be started.", e);
            failed = true;
        }
    }

    @Override
    public void close(Duration atMost) {
        synchronized (this) {
            closing = true;
        }
        drain.begin();
        gate.close();
        if (app.isRunning() && isRunning() && !drain.awaitEmpty(atMost.dividedBy(2))) {
            LOG.warn("{} images are still in flight; their references stay for the next owner.", drain.open());
        }
        drain.end();
        app.close(atMost);
        tail.close();
        fetcher.close();
        store.close();
        engine.close();
    }
}
