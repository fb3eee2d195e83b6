package io.clipstream.app.cli;

import io.clipstream.adapter.AdapterMethods;
import io.clipstream.app.bench.FewShotBench;
import io.clipstream.app.bench.FewShotData;
import io.clipstream.app.bench.FewShotDrawing;
import io.clipstream.app.bench.FewShotPlan;
import io.clipstream.app.bench.FewShotReport;
import io.clipstream.app.bench.FewShotText;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures how much the adapter methods learn from how few examples, on features that the user brings. */
@Command(
        name = "few-shot",
        description = {
            "Fits adapter methods to a few labelled features a class and measures them on the rest: accuracy, calibration"
                    + " and the processor time of a fit. Needs neither images nor a checkpoint.",
            "A data set is one safetensors file: train_features and test_features [N, D] as F16 or F32, train_labels and"
                    + " test_labels [N] as I32 or I64, text_features [K, D] where the classes have texts, val_features"
                    + " [N, D] for --unlabelled. Rows are brought to length 1. Metadata: classes, a JSON list of K names,"
                    + " and logit_scale, 100 without it.",
            "The shots of a seed are the first rows of each class in a shuffled order; --json prints them."
        })
final class BenchFewShotCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--data",
            required = true,
            arity = "1..*",
            paramLabel = "FILE_OR_DIR",
            description = "Data sets: safetensors files, or folders of them.")
    private List<Path> data;

    @Option(
            names = "--methods",
            split = ",",
            paramLabel = "M",
            description = "Methods with commas (default: all that there are).")
    private List<String> methods = AdapterMethods.names();

    @Option(
            names = "--shots",
            split = ",",
            paramLabel = "N",
            description = "Labelled rows a class, with commas (default: 1,2,4,8,16).")
    private List<Integer> shots = List.of(1, 2, 4, 8, 16);

    @Option(names = "--seeds", paramLabel = "N", description = "Draws of shots (default: ${DEFAULT-VALUE}).")
    private int seeds = 3;

    @Option(
            names = "--stream",
            description = "Also gives the examples one at a time, in random order and class after class, and shows the"
                    + " worst moment below zero-shot.")
    private boolean stream;

    @Option(names = "--unlabelled", description = "Gives val_features to the methods, without labels.")
    private boolean unlabelled;

    @Option(
            names = "--growing",
            description =
                    "With --stream and --unlabelled: val_features come along with the examples, in random order, instead"
                            + " of all before the first.")
    private boolean growing;

    @Option(
            names = "--option",
            paramLabel = "KEY=VALUE",
            description = "An option of a method, as in a task's options; may be repeated.")
    private Map<String, String> options = Map.of();

    @Option(names = "--svg", paramLabel = "FILE", description = "Draws the learning curves into this file.")
    private Path svg;

    @Option(names = "--json", description = "Ends with one JSON object on the last line.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        FewShotPlan plan = new FewShotPlan(methods, shots, seeds, stream, unlabelled, growing, options);
        PrintWriter out = spec.commandLine().getOut();
        FewShotReport report = new FewShotBench(plan, spec.commandLine().getErr()).run(FewShotData.readAll(data));
        if (svg != null) {
            Files.writeString(svg, FewShotDrawing.svg(report));
        }
        out.println(json ? Json.line(report.toMap()) : FewShotText.of(report));
        return CommandLines.OK;
    }
}
