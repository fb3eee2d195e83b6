package io.clipstream.loadtest.run;

import io.clipstream.app.client.Deployment;
import io.clipstream.loadtest.cli.ConnectionOptions;
import io.clipstream.loadtest.cli.OutputOptions;
import io.clipstream.loadtest.run.measure.Measurement;
import io.clipstream.loadtest.run.measure.MetricsProbe;
import io.clipstream.loadtest.run.measure.Probe;
import io.clipstream.loadtest.run.schedule.Schedule;
import io.clipstream.loadtest.run.schedule.ScheduleOptions;
import io.clipstream.loadtest.run.system.OwnCluster;
import io.clipstream.loadtest.run.traffic.Load;
import io.clipstream.loadtest.run.traffic.TrafficOptions;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code clipstream-load run}: a load by schedule, open loop; latency, throughput, lag, cost, lost and duplicated. */
@Command(
        name = "run",
        description = {
            "Sends images by a schedule, whatever the system does, and measures until each is accounted for: predicted"
                    + " once,",
            "or a dead letter with the reason that it must have. Exit code 1 if a record is lost, answered twice, or"
                    + " answered",
            "otherwise than it must be. Without --bootstrap-servers or --config it starts a system of its own on this"
                    + " machine:",
            "broker and registry beside the load generator, the roles in a process of their own."
        },
        footer = {
            "",
            "The JSON object: sent, received (predictions), lost, duplicated, unexpected, refused (by the brokers),"
                    + " resent and",
            "garbage (asked for by --duplicates and --garbage), deadLetters by reason, corrections,"
                    + " correctionsRefused;",
            "targetPerSecond, imagesPerSecond, latencyMsP50 to latencyMsMax, sendingLateMsP99 (the generator's own),"
                    + " lagMax,",
            "lagEnd, batchMean, stages (mean, p50, p99 in ms); where they can be seen: cores, heapMax, directMax,"
                    + " residentMax,",
            "gpuMemoryMax of the roles, in MB, and generatorCores, generatorResidentMax."
        },
        mixinStandardHelpOptions = true)
public final class RunCommand implements Callable<Integer> {
    @Mixin
    private ScheduleOptions scheduling;

    @Mixin
    private TrafficOptions traffic;

    @Mixin
    private ConnectionOptions connection;

    @Mixin
    private OutputOptions output;

    @Option(
            names = "--drain",
            paramLabel = "N",
            description = "Most seconds to wait for the last answers (default: ${DEFAULT-VALUE}).")
    private long drain = 60;

    @Option(
            names = "--metrics",
            paramLabel = "URL",
            split = ",",
            description =
                    "Metrics of a running system's processes, as http://HOST:PORT/metrics: their processor and memory.")
    private List<URI> metrics = List.of();

    @Option(
            names = "--jvm-options",
            paramLabel = "TEXT",
            split = " ",
            description = "Options of the JVM of the roles of a system of its own, for example '-Xmx2g'.")
    private List<String> jvmOptions = List.of();

    @Option(
            names = "--state",
            paramLabel = "DIR",
            description = "Keep state and logs of a system of its own there; a temporary folder else.")
    private Path state;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        PrintWriter err = spec.commandLine().getErr();
        Schedule schedule = scheduling.schedule();
        Load load = traffic.load(!connection.isRemote());
        Measurement measurement = new Measurement(
                schedule, load, scheduling.warmUp(), drain, traffic.corrections(), traffic.correctionDelay());
        if (connection.isRemote()) {
            List<Probe> probes = metrics.isEmpty() ? List.of() : List.of(new MetricsProbe(metrics));
            return measure(measurement, connection.deployment(), probes, "Measured on a running system.");
        }
        err.println("starting a system on this machine ...");
        try (OwnCluster cluster = OwnCluster.start(
                new OwnCluster.Plan(connection.pairs(), jvmOptions, load.tasks(), traffic.classes(load), state))) {
            return measure(
                    measurement,
                    cluster.deployment(),
                    cluster.probes(),
                    "Measured on a system of its own on one machine: the broker shares a process with the load"
                            + " generator, all roles have one of their own.");
        }
    }

    private int measure(Measurement measurement, Deployment deployment, List<Probe> probes, String system)
            throws Exception {
        PrintWriter err = spec.commandLine().getErr();
        err.printf(
                "sending %,d records in %.0f s (%s), %.0f s of them warm-up ...%n",
                measurement.schedule().count(),
                measurement.schedule().seconds(),
                scheduling.shape(),
                measurement.warmUp());
        Measurement.Findings findings = measurement.run(deployment, probes);
        RunResult result = RunResult.of(scheduling.shape(), measurement, findings);
        output.write(() -> RunReport.of(system, result, measurement, findings));
        output.print(spec.commandLine().getOut(), result, RunText.of(result));
        return result.kept() ? 0 : 1;
    }
}
