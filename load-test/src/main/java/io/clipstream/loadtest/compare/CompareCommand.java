package io.clipstream.loadtest.compare;

import io.clipstream.app.bench.BenchImages;
import io.clipstream.app.bench.BenchModel;
import io.clipstream.app.bench.Machine;
import io.clipstream.app.client.RefusedException;
import io.clipstream.app.quickstart.Installation;
import io.clipstream.app.quickstart.LocalServices;
import io.clipstream.clip.Architecture;
import io.clipstream.clip.Arithmetic;
import io.clipstream.clip.DeviceChoice;
import io.clipstream.clip.Precision;
import io.clipstream.loadtest.cli.OutputOptions;
import io.clipstream.loadtest.cli.RunFolder;
import io.clipstream.loadtest.cli.StateOptions;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code clipstream-load compare}: Clipstream and what people would use instead, in turn on this machine. */
@Command(
        name = "compare",
        description = {
            "Measures Clipstream and what people would use instead: the same images, weights, broker and cores, round"
                    + " by",
            "round, each in a process of its own. Exit code 1 if anybody left an image unanswered or answered one"
                    + " twice."
        },
        mixinStandardHelpOptions = true)
public final class CompareCommand implements Callable<Integer> {
    @Option(names = "--rounds", paramLabel = "N", description = "Turns of each (default: ${DEFAULT-VALUE}).")
    private int rounds = 5;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            description = "What a turn measures, about (default: ${DEFAULT-VALUE}).")
    private double seconds = 15;

    @Option(
            names = "--warm-up",
            paramLabel = "S",
            description = "What each does before in every turn, about (default: ${DEFAULT-VALUE}).")
    private double warmUp = 8;

    @Option(
            names = "--model",
            paramLabel = "DIR",
            description = "CLIP checkpoint in Hugging Face's layout; ViT-B/32 with random weights without it.")
    private Path model;

    @Option(
            names = "--images",
            paramLabel = "DIR",
            description = "Images to score; drawn photographs of 500 × 375 pixels without it.")
    private Path images;

    @Option(
            names = "--precision",
            paramLabel = "WORD",
            description = "Arithmetic of our encoder: auto, fp32, bf16 or fp16 (default: ${DEFAULT-VALUE}).")
    private String precision = "auto";

    @Option(
            names = "--python",
            paramLabel = "PATH",
            description = {
                "Interpreter of the Python consumer, with torch, transformers, pillow and confluent_kafka",
                "(default: ${DEFAULT-VALUE}); skipped where something is missing."
            })
    private String python = "python3";

    @Option(
            names = "--python-precision",
            paramLabel = "WORD",
            description = "Arithmetic of the Python consumer: fp32, bf16, or auto: what is faster here (default:"
                    + " ${DEFAULT-VALUE}).")
    private String pythonPrecision = "auto";

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "NAME",
            description =
                    "Who takes part: clipstream, clipstreamExactlyOnce, oneAtATime, python, limit (default: all).")
    private List<String> only = Stream.of(Contender.values()).map(Contender::id).toList();

    @Option(names = "--seed", paramLabel = "N", description = "Seed of the order; a new one without it.")
    private Long seed;

    @Mixin
    private StateOptions state;

    @Option(
            names = "--latency",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Also measures latency at 70%% of the slower one's throughput (default: ${DEFAULT-VALUE}).")
    private boolean latency;

    @Mixin
    private OutputOptions output;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        PrintWriter err = spec.commandLine().getErr();
        CompareOptions options = new CompareOptions(
                only.stream().map(Contender::of).toList(),
                rounds,
                seconds,
                warmUp,
                seed == null ? System.nanoTime() & 0xffffff : seed,
                Arithmetic.choose(Precision.of(precision), DeviceChoice.CPU).precision(),
                latency);
        BenchImages files = images == null ? BenchImages.drawn() : BenchImages.folder(images);
        try (RunFolder folder = state.open("compare")) {
            err.printf("seed %d; logs in %s%n", options.seed(), folder.path());
            CompareResult result;
            try (BenchModel weights = model == null
                            ? BenchModel.random(Architecture.VIT_B_32)
                            : BenchModel.of(model.toAbsolutePath(), model.toString());
                    LocalServices services =
                            LocalServices.start(Installation.locate().registry(), folder.path())) {
                result = measure(options, weights, files, services, folder.path());
            }
            PrintWriter out = spec.commandLine().getOut();
            out.println(result.text());
            output.write(() -> ComparePage.of(result));
            output.printJson(out, result.toMap());
            folder.done(result.figures().good());
            return result.figures().good() ? 0 : 1;
        }
    }

    private CompareResult measure(
            CompareOptions asked, BenchModel weights, BenchImages files, LocalServices services, Path folder)
            throws Exception {
        Map<Contender, String> skipped = new LinkedHashMap<>();
        PythonPeer peer = null;
        if (asked.contenders().contains(Contender.PYTHON)) {
            try {
                spec.commandLine().getErr().println("the Python consumer finds out how it is fastest here ...");
                peer = PythonPeer.find(python, weights.directory(), pythonPrecision, folder.resolve("python.log"));
                spec.commandLine().getErr().printf("%s: %s%n", peer.name(), peer.layout());
            } catch (RefusedException e) {
                skipped.put(Contender.PYTHON, e.getMessage());
                spec.commandLine().getErr().println("without the Python consumer: " + e.getMessage());
            }
        }
        CompareOptions options = asked.without(List.copyOf(skipped.keySet()));
        Arena arena = new Arena(services, weights.directory(), folder, options.precision());
        Figures figures = new CompareRun(
                        options,
                        arena,
                        peer,
                        weights.directory(),
                        files,
                        folder,
                        spec.commandLine().getErr())
                .run();
        return new CompareResult(options, weights.name(), files, Machine.here(), figures, peer, skipped);
    }
}
