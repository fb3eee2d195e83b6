package io.clipstream.loadtest.scale;

import io.clipstream.app.quickstart.LocalServices;
import io.clipstream.loadtest.cli.OutputOptions;
import io.clipstream.loadtest.cli.RunFolder;
import io.clipstream.loadtest.cli.StateOptions;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code clipstream-load scale}: cost as work grows, with a simulated device. */
@Command(
        name = "scale",
        description = {
            "Measures throughput, memory and times as work grows, one axis after the other, on a system of its own.",
            "A simulated device takes a given time a batch, so that everything around the arithmetic is measured."
        },
        mixinStandardHelpOptions = true)
public final class ScaleCommand implements Callable<Integer> {
    @Option(
            names = "--axes",
            paramLabel = "AXIS,...",
            description =
                    "Some of partitions,tasks,classes,buffer,image-size,instances,restart (default: all of them).")
    private String axes = ScaleAxis.words();

    @Option(names = "--quick", description = "Few points an axis, shorter ones.")
    private boolean quick;

    @Option(names = "--points", paramLabel = "N", description = "At most so many points an axis, the smallest.")
    private int points = Integer.MAX_VALUE;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            description = "Measure throughput for so long at a point (default: 10, quick 5).")
    private Double seconds;

    @Option(
            names = "--warm-up",
            paramLabel = "SECONDS",
            description = "Score for so long before (default: 10, quick 6).")
    private Double warmUp;

    @Option(
            names = "--batch-micros",
            paramLabel = "N",
            description = "What the device takes a batch of up to 32 images (default: ${DEFAULT-VALUE}).")
    private long batchMicros = 3_000;

    @Option(names = "--heap", paramLabel = "MB", description = "Of a scorer (default: ${DEFAULT-VALUE}).")
    private int heap = 512;

    @Option(
            names = "--jvm",
            paramLabel = "OPTION",
            description = "A further option of the scorers' JVM; may be repeated.")
    private List<String> jvm = new ArrayList<>();

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "A setting of the scorers; may be repeated.")
    private List<String> settings = new ArrayList<>();

    @Mixin
    private StateOptions state;

    @Mixin
    private OutputOptions output;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        List<ScaleAxis> asked =
                Arrays.stream(axes.split(",")).map(ScaleAxis::of).distinct().toList();
        ScaleOptions options = new ScaleOptions(
                quick,
                points,
                seconds == null ? quick ? 5 : 10 : seconds,
                warmUp == null ? quick ? 6 : 10 : warmUp,
                batchMicros,
                heap,
                List.copyOf(jvm),
                List.copyOf(settings));
        PrintWriter err = spec.commandLine().getErr();
        ScaleReport found;
        try (RunFolder folder = state.open("load")) {
            err.printf("logs in %s%n", folder.path());
            try (LocalServices services = LeanServices.start(folder.path())) {
                ScaleRun run = new ScaleRun(options, services, folder.path(), err);
                Map<ScaleAxis, List<Point>> points = new LinkedHashMap<>();
                Map<String, Object> about = about(options);
                for (ScaleAxis axis : asked) {
                    points.put(axis, run.measure(axis));
                }
                found = new ScaleReport(about, points);
            }
            folder.done(true);
        }
        output.write(found::page);
        output.printJson(spec.commandLine().getOut(), found.json());
        return 0;
    }

    private static Map<String, Object> about(ScaleOptions options) {
        Map<String, Object> about = new LinkedHashMap<>();
        about.put("batchMicros", options.batchMicros());
        about.put("deviceLimit", options.deviceLimit());
        about.put("seconds", options.seconds());
        about.put("settings", options.settings());
        about.put("cores", Runtime.getRuntime().availableProcessors());
        about.put("loadAverage", ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
        about.put("java", System.getProperty("java.runtime.version"));
        return about;
    }
}
