package io.clipstream.loadtest.micro;

import io.clipstream.adapter.Adapter;
import io.clipstream.adapter.AdapterMethods;
import io.clipstream.adapter.InvalidAdapterException;
import io.clipstream.adapter.SupportSet;
import io.clipstream.adapter.TrainingInput;
import io.clipstream.adapter.ZeroShot;
import io.clipstream.clip.ImageEncoder;
import io.clipstream.clip.ImagePreprocessor;
import io.clipstream.scoring.EngineListener;
import io.clipstream.scoring.EngineSettings;
import io.clipstream.scoring.LiveVersion;
import io.clipstream.scoring.LoadedVersion;
import io.clipstream.scoring.ReviewPolicy;
import io.clipstream.scoring.ScoreOutcome;
import io.clipstream.scoring.ScoreRequest;
import io.clipstream.scoring.ScoringEngine;
import io.clipstream.scoring.VersionRegistry;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What the engine itself costs an image, from submission to outcome: lanes, hand-over between threads, assembly of batches,
 * heads of mixed tasks. Decoding and encoding take no time here.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class EngineBenchmark {
    private static final int IMAGES = 4096;
    private static final int IN_FLIGHT = 256;
    private static final int LANES = 8;
    private static final int SIDE = 2;
    private static final int DIMENSION = 512;
    private static final int CLASSES = 10;
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    /** Tasks that the images belong to in turn. */
    @Param({"1", "32"})
    int tasks;

    private ScoringEngine engine;
    private float[] features;

    /** Starts an engine with a device of no latency. */
    @Setup
    public void start() throws InvalidAdapterException {
        Drawn drawn = new Drawn(CLASSES, DIMENSION, 1);
        features = drawn.features(EngineSettings.defaults().maxBatch());
        VersionRegistry versions = new VersionRegistry();
        var artifact = new ZeroShot().fit(new TrainingInput(drawn.head(), SupportSet.EMPTY, Map.of(), 1));
        Adapter head = AdapterMethods.load(artifact);
        for (int task = 0; task < tasks; task++) {
            LoadedVersion version = new LoadedVersion(
                    "task-" + task, 1, Drawn.MODEL, drawn.head().labels(), head, head);
            versions.publish(new LiveVersion(version, task, new ReviewPolicy(5, 0.1f, 0)));
        }
        engine = ScoringEngine.start(
                new EngineSettings(1, EngineSettings.DEFAULT_BUCKETS, Duration.ZERO, IN_FLIGHT, 64L * 1024 * 1024),
                new InstantPreprocessor(),
                List.of(new InstantEncoder()),
                versions,
                EngineListener.NONE);
    }

    /** Ends its threads. */
    @TearDown
    public void stop() {
        engine.close();
    }

    /** Keeps the engine full and takes the outcomes lane by lane, as a stream thread does. */
    @Benchmark
    @OperationsPerInvocation(IMAGES)
    public int saturated() throws InterruptedException {
        Queue<CompletableFuture<ScoreOutcome>> flying = new ArrayDeque<>(IN_FLIGHT);
        int scored = 0;
        for (int i = 0; i < IMAGES; i++) {
            if (flying.size() == IN_FLIGHT) {
                scored += flying.remove().join() instanceof ScoreOutcome.Scored ? 1 : 0;
            }
            ByteBuffer payload = ByteBuffer.wrap(new byte[] {(byte) i});
            ScoreRequest request = new ScoreRequest(i % LANES, "task-" + i % tasks, payload, payload.capacity());
            flying.add(submit(request));
        }
        while (!flying.isEmpty()) {
            scored += flying.remove().join() instanceof ScoreOutcome.Scored ? 1 : 0;
        }
        if (scored != IMAGES) {
            throw new IllegalStateException(scored + " of " + IMAGES + " images were scored");
        }
        return scored;
    }

    /** An outcome is told before its room is free again. */
    private CompletableFuture<ScoreOutcome> submit(ScoreRequest request) throws InterruptedException {
        Optional<CompletableFuture<ScoreOutcome>> outcome = engine.trySubmit(request);
        while (outcome.isEmpty()) {
            engine.awaitProgress(PATIENCE);
            outcome = engine.trySubmit(request);
        }
        return outcome.get();
    }

    /** Makes a square of nothing. */
    private static final class InstantPreprocessor implements ImagePreprocessor {
        @Override
        public int imageSize() {
            return SIDE;
        }

        @Override
        public byte[] preprocess(byte[] encoded) {
            return new byte[SIDE * SIDE * 3];
        }
    }

    /** Gives the same features to every batch. */
    private final class InstantEncoder implements ImageEncoder {
        @Override
        public int dimension() {
            return DIMENSION;
        }

        @Override
        public int imageSize() {
            return SIDE;
        }

        @Override
        public float[] encode(ByteBuffer pixels, int count) {
            return features;
        }

        @Override
        public void close() {
            // It holds nothing.
        }
    }
}
