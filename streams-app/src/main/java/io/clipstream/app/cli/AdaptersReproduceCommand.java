package io.clipstream.app.cli;

import io.clipstream.adapter.InvalidAdapterException;
import io.clipstream.app.client.AdapterCatalogue;
import io.clipstream.app.client.CompactedTopic;
import io.clipstream.app.client.Deployment;
import io.clipstream.app.client.RefusedException;
import io.clipstream.schemas.AdapterVersion;
import io.clipstream.schemas.Example;
import io.clipstream.schemas.SampledFeature;
import io.clipstream.schemas.TaskSpec;
import io.clipstream.topology.Reproduction;
import io.clipstream.topology.TaskKeys;
import java.io.PrintWriter;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Trains a version again and compares bytes. */
@Command(
        name = "reproduce",
        description = {
            "Trains a version again from the examples, sample and options that are at hand, here, and compares bytes. Says",
            "which of its inputs are gone, if so. Another machine or other libraries may round otherwise.",
            "Exit code 1 unless the bytes are the same."
        })
final class AdaptersReproduceCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOptions options;

    @Parameters(paramLabel = "TASK")
    private String task;

    @Parameters(paramLabel = "VERSION")
    private long number;

    @Override
    public Integer call() {
        Deployment deployment = options.deployment();
        AdapterVersion version = AdapterCatalogue.read(deployment)
                .version(task, number)
                .orElseThrow(() -> new RefusedException("task '" + task + "' keeps no version " + number
                        + "; 'clipstream adapters list' shows those it keeps"));
        TaskSpec now = CompactedTopic.read(deployment, deployment.topics().tasks(), task::equals)
                .get(task);
        Collection<Example> buffer = CompactedTopic.read(
                        deployment, deployment.topics().fewShotBuffer(), this::isOfTask)
                .values();
        Collection<SampledFeature> sample = CompactedTopic.read(
                        deployment, deployment.topics().featureSample(), this::isOfTask)
                .values();
        try {
            return tell(version, Reproduction.of(version, now == null ? Map.of() : now.getOptions(), buffer, sample));
        } catch (InvalidAdapterException e) {
            throw new RefusedException(
                    "version " + number + " of task '" + task + "' cannot be made again: " + e.getMessage(), e);
        }
    }

    private boolean isOfTask(String key) {
        return TaskKeys.taskOf(key).equals(task);
    }

    private int tell(AdapterVersion version, Reproduction.Outcome outcome) {
        PrintWriter out = spec.commandLine().getOut();
        if (outcome.same()) {
            out.println("Version " + number + " of task '" + task
                    + "' is reproduced: its tensors are the same to the byte.");
            return CommandLines.OK;
        }
        if (outcome.missing().isEmpty()) {
            out.println(
                    "Version " + number + " of task '" + task + "' comes out differently here, from the same inputs. It"
                            + " was fitted on " + version.getLineage().getDevice() + " with "
                            + version.getLineage().getLibraries() + ".");
        } else {
            out.println("Version " + number + " of task '" + task + "' cannot be made again:");
            outcome.missing().forEach(line -> out.println("  " + Printable.line(line, 1000)));
        }
        return CommandLines.FAILED;
    }
}
