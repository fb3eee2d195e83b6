package io.clipstream.loadtest.compare;

import io.clipstream.app.bench.BenchImages;
import io.clipstream.app.bench.Spread;
import io.clipstream.clip.CheckpointException;
import io.clipstream.clip.ClipModel;
import io.clipstream.clip.DeviceChoice;
import io.clipstream.clip.LoadOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** Gives each contender its turn, round by round; one thread. */
final class CompareRun {
    /** Batches that a contender may hold at its end. */
    private static final int LAST_BATCHES = 2;

    private static final int BATCH = 32;
    /** Of so many the 99th percentile is not yet the largest. */
    private static final int LEAST_LATENCIES = 250;

    private static final double CALIBRATION_SECONDS = 3;

    private final CompareOptions options;
    private final Arena arena;
    private final PythonPeer python;
    private final Path model;
    private final BenchImages images;
    private final Path state;
    private final PrintWriter log;
    private final Figures figures;
    /** What is expected of each, in images a second. */
    private final Map<Contender, Double> pace = new EnumMap<>(Contender.class);

    private Path imageFolder;
    private int singleThreads = 1;

    /**
     * A run.
     *
     * @param python null if it does not take part
     * @param state folder for what is written meanwhile
     */
    CompareRun(
            CompareOptions options,
            Arena arena,
            PythonPeer python,
            Path model,
            BenchImages images,
            Path state,
            PrintWriter log) {
        this.options = options;
        this.arena = arena;
        this.python = python;
        this.model = model;
        this.images = images;
        this.state = state;
        this.log = log;
        this.figures = new Figures(options.contenders());
    }

    Figures run() throws IOException, CheckpointException, InterruptedException {
        imageFolder = images.writeTo(Files.createDirectories(state.resolve("images")));
        prepare();
        calibrate();
        for (int round = 0; round < options.rounds(); round++) {
            for (Contender contender : Turns.of(options.contenders(), round, options.seed())) {
                Turn turn = contender.streams() ? stream(contender, round) : limit();
                figures.add(contender, turn);
                if (Double.isFinite(turn.imagesPerSecond())) {
                    pace.put(contender, turn.imagesPerSecond());
                }
                say(round, contender, turn);
            }
        }
        if (options.latency()) {
            latency();
        }
        return figures;
    }

    /** Of those who read from Kafka in batches, at the load that the slower one of them bears. */
    private void latency() throws IOException, InterruptedException {
        List<Contender> two = options.contenders().stream()
                .filter(contender -> contender == Contender.CLIPSTREAM || contender == Contender.PYTHON)
                .toList();
        OptionalDouble slower = two.stream()
                .flatMap(contender -> figures.throughput(contender).stream())
                .mapToDouble(Spread::median)
                .min();
        if (slower.isEmpty()) {
            return;
        }
        double rate = CompareOptions.LOAD * slower.getAsDouble();
        figures.latencyRate(rate);
        for (int round = 0; round < options.rounds(); round++) {
            int count = (int) Math.max(LEAST_LATENCIES, rate * options.seconds());
            // The same for both.
            long[] due = ArrivalTimes.of(count, rate, options.seed() + round);
            for (Contender contender : Turns.of(two, round, options.seed())) {
                String turn = "latency-" + round;
                Latency found = new LatencyTurn(
                                arena,
                                arena.lane(contender),
                                contender.id() + "-" + turn + "-",
                                images(contender, options.warmUpSeconds()),
                                due)
                        .run(command(contender, turn), contender);
                figures.add(contender, found);
                say(round, contender, found);
            }
        }
    }

    private void prepare() throws CheckpointException {
        LoadOptions tower = LoadOptions.imageTower().with(options.precision(), DeviceChoice.CPU);
        try (ClipModel backbone = ClipModel.load(model, tower)) {
            figures.backbone(backbone.modelId(), backbone.arithmetic());
            for (Contender contender : options.contenders()) {
                if (contender.streams()) {
                    arena.prepare(contender, backbone, images);
                }
            }
        }
    }

    /** How many images a turn needs, and how libtorch is fastest with one; nothing of it is reported. */
    private void calibrate() throws IOException {
        double seconds = Math.min(CALIBRATION_SECONDS, options.seconds());
        LimitMain.Found found = LimitTurn.run(imageFolder, model, options, seconds, arena.log(Contender.LIMIT));
        log.printf("about %.1f images/s can be decoded and encoded here%n", found.limit());
        singleThreads = found.singleThreads();
        for (Contender contender : options.contenders()) {
            boolean single = contender == Contender.ONE_AT_A_TIME;
            pace.put(contender, single ? Math.min(found.limit(), found.batch1()) : found.limit());
        }
    }

    private Turn limit() throws IOException {
        LimitMain.Found found =
                LimitTurn.run(imageFolder, model, options, options.seconds(), arena.log(Contender.LIMIT));
        figures.encoder(found.batch32(), found.batch1());
        return new Turn(found.limit(), 1e3 * found.coreSeconds(), 0, "");
    }

    private Turn stream(Contender contender, int round) throws IOException {
        String turn = Integer.toString(round);
        return new BacklogTurn(
                        arena,
                        arena.lane(contender),
                        contender.id() + "-" + turn + "-",
                        images(contender, options.warmUpSeconds()),
                        images(contender, options.seconds()),
                        images(contender, 0))
                .run(command(contender, turn), contender);
    }

    /** About as many as it answers in this time, and some batches at least. */
    private int images(Contender contender, double seconds) {
        int least = LAST_BATCHES * BATCH * Runtime.getRuntime().availableProcessors();
        return (int) Math.max(least, pace.get(contender) * seconds);
    }

    private List<String> command(Contender contender, String turn) {
        return switch (contender) {
            case CLIPSTREAM, EXACTLY_ONCE -> arena.scorer(contender, turn);
            case ONE_AT_A_TIME -> arena.oneAtATime(turn, singleThreads);
            case PYTHON -> python.command(arena.bootstrapServers(), arena.lane(contender), turn);
            case LIMIT -> throw new IllegalArgumentException("the limit reads nothing");
        };
    }

    private void say(int round, Contender contender, Latency latency) {
        log.printf(
                "round %d of %d at %.1f images/s: %-10s %s%n",
                round + 1,
                options.rounds(),
                figures.latencyRate(),
                contender.id(),
                latency.good()
                        ? String.format("p50 %.1f ms, p99 %.1f ms", latency.p50(), latency.p99())
                        : "not measured: " + latency.problem());
    }

    private void say(int round, Contender contender, Turn turn) {
        log.printf(
                "round %d of %d: %-22s %s%n",
                round + 1,
                options.rounds(),
                contender.id(),
                turn.good()
                        ? String.format(
                                "%.1f images/s, %.1f core ms an image", turn.imagesPerSecond(), turn.coreMsPerImage())
                        : "not measured: " + turn.problem());
    }
}
