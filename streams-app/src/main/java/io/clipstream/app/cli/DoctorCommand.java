package io.clipstream.app.cli;

import io.clipstream.app.client.Deployment;
import io.clipstream.app.config.ConfigLoader;
import io.clipstream.app.doctor.Check;
import io.clipstream.app.doctor.Doctor;
import io.clipstream.app.doctor.Finding;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Looks at everything that has to be there. */
@Command(
        name = "doctor",
        description = "Looks at Java, native libraries, device, model, Kafka, registry, topics and image stores. Exit"
                + " code 1 if something has failed.")
final class DoctorCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOptions options;

    @Mixin
    private ModelOptions model;

    @Option(names = "--json", description = "One JSON object a check.")
    private boolean json;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        int code = CommandLines.OK;
        for (Check check : Doctor.checks(Deployment.of(ConfigLoader.load(model.on(options.sources()))))) {
            Finding finding = check.run();
            if (finding.status() == Finding.Status.FAILED) {
                code = CommandLines.FAILED;
            }
            print(out, check.name(), finding);
        }
        return code;
    }

    private void print(PrintWriter out, String name, Finding finding) {
        if (json) {
            out.println(Json.line(Map.of(
                    "check",
                    name,
                    "status",
                    finding.status().name(),
                    "detail",
                    finding.detail(),
                    "remedy",
                    finding.remedy())));
            return;
        }
        out.printf(
                "%-8s %-17s %s%n", finding.status().name().toLowerCase(java.util.Locale.ROOT), name, finding.detail());
        if (!finding.remedy().isEmpty()) {
            out.printf("%-26s -> %s%n", "", finding.remedy());
        }
        out.flush();
    }
}
