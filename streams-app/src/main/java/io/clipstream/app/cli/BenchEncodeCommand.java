package io.clipstream.app.cli;

import io.clipstream.app.bench.BenchImages;
import io.clipstream.app.bench.BenchModel;
import io.clipstream.app.bench.EncodeBench;
import io.clipstream.app.bench.EncodePlan;
import io.clipstream.app.bench.EncodeReport;
import io.clipstream.app.bench.EncodeText;
import io.clipstream.app.bench.Layout;
import io.clipstream.app.client.RefusedException;
import io.clipstream.app.config.ClipstreamConfig;
import io.clipstream.app.config.ConfigKeys;
import io.clipstream.app.config.ConfigLoader;
import io.clipstream.app.quickstart.Installation;
import io.clipstream.app.run.FetchProgress;
import io.clipstream.app.run.ModelFolder;
import io.clipstream.clip.Architecture;
import io.clipstream.clip.Arithmetic;
import io.clipstream.clip.DeviceChoice;
import io.clipstream.clip.Precision;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures encoding, decoding and preprocessing. */
@Command(
        name = "encode",
        description = {
            "Measures images a second of the image encoder by precision, batch size and threads, as a share of the peak of"
                    + " matrix products on this machine, and decoding and preprocessing apart.",
            "Without options: ViT-B/32 with random weights, as the score role would run it here."
        })
final class BenchEncodeCommand implements Callable<Integer> {
    private static final String PEER_SCRIPT = "load-test/peers/encode_peer.py";

    /** One computes while the other's batch travels. */
    private static final int WORKERS_ON_GPU = 2;

    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOptions options;

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            description = "CLIP checkpoint: a folder in Hugging Face's layout, or owner/name[@revision] on its hub.")
    private String model;

    @Option(
            names = "--architecture",
            paramLabel = "NAME",
            description =
                    "Random weights in a published architecture: vit-b-32, vit-b-16, vit-l-14, vit-l-14-336, vit-h-14,"
                            + " vit-g-14 or vit-bigg-14.")
    private String architecture;

    @Option(
            names = "--precision",
            split = ",",
            paramLabel = "P",
            description = "auto, fp32, bf16 or fp16; several with commas (default: auto).")
    private List<String> precisions = List.of("auto");

    @Option(
            names = "--device",
            paramLabel = "D",
            description = "auto, cpu, cuda or cuda:N (default: ${DEFAULT-VALUE}).")
    private String device = "auto";

    @Option(
            names = "--batch",
            split = ",",
            paramLabel = "N",
            description = "Batch sizes with commas (default: 1,8,32).")
    private List<Integer> batches = List.of(1, 8, 32);

    @Option(
            names = "--threads",
            split = ",",
            paramLabel = "N",
            description = "libtorch threads of each worker; several with commas (default: 1).")
    private List<Integer> threads = List.of(1);

    @Option(
            names = "--workers",
            paramLabel = "N",
            description = "Encoders side by side (default: as many as the cores hold).")
    private Integer workers;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            description = "Time for each combination, over all rounds (default: ${DEFAULT-VALUE}).")
    private double seconds = 5;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "How often everything is measured in turn (default: ${DEFAULT-VALUE}).")
    private int rounds = 5;

    @Option(
            names = "--images",
            paramLabel = "DIR",
            description = "Image files to decode; drawn photographs of 500 × 375 pixels without it.")
    private Path images;

    @Option(
            names = "--peer",
            paramLabel = "PYTHON",
            description = "Also measures eager PyTorch from Python, in turn, with this interpreter.")
    private String peer;

    @Option(names = "--peer-script", paramLabel = "FILE", description = "The peer (default: " + PEER_SCRIPT + ").")
    private Path peerScript;

    @Option(names = "--json", description = "Ends with one JSON object on the last line.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        EncodeReport report = measure(spec.commandLine().getErr());
        out.println(json ? Json.line(report.toMap()) : EncodeText.of(report));
        return CommandLines.OK;
    }

    private EncodeReport measure(PrintWriter progress) throws Exception {
        List<Precision> asked = precisions.stream().map(Precision::of).toList();
        DeviceChoice on = DeviceChoice.of(device);
        EncodePlan plan =
                new EncodePlan(asked, on, batches, layouts(Arithmetic.choose(asked.get(0), on)), seconds, rounds);
        BenchImages files = images == null ? BenchImages.drawn() : BenchImages.folder(images);
        Path script = peer == null ? null : script();
        EncodeBench bench;
        try (BenchModel weights = weights(progress)) {
            bench = new EncodeBench(plan, weights, files, progress);
            if (peer != null) {
                join(bench, script, weights, progress);
            }
        }
        try (bench) {
            return bench.run();
        }
    }

    private void join(EncodeBench bench, Path script, BenchModel weights, PrintWriter progress) throws IOException {
        try {
            bench.join(peer, script, weights);
        } catch (RefusedException e) {
            // What was asked of us can still be measured.
            progress.println("without the peer: " + e.getMessage());
        }
    }

    private BenchModel weights(PrintWriter err) throws IOException {
        if (model != null && architecture != null) {
            throw new IllegalArgumentException(
                    "--model and --architecture exclude each other: a checkpoint has its own");
        }
        ClipstreamConfig config = ConfigLoader.load(options.sources().set(ConfigKeys.MODEL, model, "--model"));
        if (architecture != null || config.model().isEmpty()) {
            return BenchModel.random(architecture == null ? Architecture.VIT_B_32 : Architecture.of(architecture));
        }
        try (FetchProgress progress = FetchProgress.choose(line -> {
            err.println(line);
            err.flush();
        })) {
            return BenchModel.of(ModelFolder.resolve(config, progress), config.model());
        }
    }

    private List<Layout> layouts(Arithmetic arithmetic) {
        int cores = arithmetic.device().equals(DeviceChoice.CPU)
                ? Runtime.getRuntime().availableProcessors()
                : WORKERS_ON_GPU;
        return threads.stream()
                .map(t -> workers == null ? Layout.filling(cores, t) : new Layout(workers, t))
                .toList();
    }

    /** The peer's program, in a checkout. */
    private Path script() {
        if (peerScript != null) {
            return peerScript;
        }
        for (Path folder = Installation.locate().home(); folder != null; folder = folder.getParent()) {
            if (Files.isRegularFile(folder.resolve(PEER_SCRIPT))) {
                return folder.resolve(PEER_SCRIPT);
            }
        }
        throw new IllegalArgumentException("there is no " + PEER_SCRIPT + " here; name it with --peer-script");
    }
}
