package io.clipstream.app.cli;

import io.clipstream.app.client.Deployment;
import io.clipstream.app.config.ConfigLoader;
import io.clipstream.app.run.NodeRunner;
import io.clipstream.app.run.Role;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs roles until it is stopped. */
@Command(
        name = "run",
        description = "Runs one, several or all roles until it is stopped. Exit code 1 if a role broke down.")
final class RunCommand implements Callable<Integer> {
    @Mixin
    private ConfigOptions options;

    @Mixin
    private ModelOptions model;

    @Option(
            names = "--roles",
            split = ",",
            defaultValue = "score,collect,retrain",
            paramLabel = "ROLE",
            description = "Roles of this process: ${COMPLETION-CANDIDATES}; all by default.")
    private List<Role> roles;

    @Override
    public Integer call() {
        Deployment deployment = Deployment.of(ConfigLoader.load(model.on(options.sources())));
        return NodeRunner.run(deployment, EnumSet.copyOf(roles)) ? CommandLines.FAILED : CommandLines.OK;
    }
}
