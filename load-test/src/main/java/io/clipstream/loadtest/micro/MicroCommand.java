package io.clipstream.loadtest.micro;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code clipstream-load micro}: the hot pieces alone, timed by JMH in processes of their own. */
@Command(
        name = "micro",
        description = {
            "Times the hot pieces alone with JMH: decode, preprocess, batch assembly, heads of mixed tasks, serde,",
            "update and down-date. Without a pattern it runs all of them, which takes about ten minutes."
        },
        mixinStandardHelpOptions = true)
public final class MicroCommand implements Callable<Integer> {
    @Parameters(paramLabel = "PATTERN", arity = "0..*", description = "Regular expressions of benchmarks' names.")
    private List<String> patterns = new ArrayList<>();

    @Option(names = "--forks", description = "Processes for each (default: ${DEFAULT-VALUE}).")
    private int forks = 1;

    @Option(names = "--iterations", description = "Measured rounds of each process (default: ${DEFAULT-VALUE}).")
    private int iterations = 5;

    @Option(names = "--warm-ups", description = "Rounds before them (default: ${DEFAULT-VALUE}).")
    private int warmUps = 3;

    @Option(names = "--seconds", paramLabel = "N", description = "Length of a round (default: ${DEFAULT-VALUE}).")
    private double seconds = 1;

    @Option(
            names = "--param",
            paramLabel = "NAME=VALUE[,VALUE...]",
            description = "Only these values of a benchmark's parameter; can be repeated.")
    private List<String> parameters = new ArrayList<>();

    @Option(names = "--json", paramLabel = "FILE", description = "Also write JMH's own JSON.")
    private Path json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        TimeValue round = TimeValue.milliseconds((long) (seconds * 1_000));
        ChainedOptionsBuilder options = new OptionsBuilder()
                .forks(forks)
                .warmupIterations(warmUps)
                .warmupTime(round)
                .measurementIterations(iterations)
                .measurementTime(round)
                .shouldFailOnError(true);
        (patterns.isEmpty() ? List.of("^" + MicroCommand.class.getPackageName()) : patterns).forEach(options::include);
        for (String parameter : parameters) {
            int equals = parameter.indexOf('=');
            if (equals < 1) {
                spec.commandLine()
                        .getErr()
                        .println("clipstream-load: --param is " + parameter
                                + ", expected NAME=VALUE, for example classes=100");
                return 2;
            }
            options.param(
                    parameter.substring(0, equals),
                    parameter.substring(equals + 1).split(","));
        }
        if (json != null) {
            options.resultFormat(ResultFormatType.JSON).result(json.toString());
        }
        new Runner(options.build()).run();
        return 0;
    }
}
