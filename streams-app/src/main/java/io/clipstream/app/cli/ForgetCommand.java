package io.clipstream.app.cli;

import io.clipstream.app.client.Forgetting;
import io.clipstream.schemas.CommandKind;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Forgets what was learned from an image or from an annotator. */
@Command(
        name = "forget",
        description =
                "Removes an image's or an annotator's examples, for what was said up to now, and tells which versions"
                        + " had seen them.")
final class ForgetCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOptions options;

    @Parameters(paramLabel = "IMAGE_ID", arity = "0..1", description = "The image; or --annotator.")
    private String imageId;

    @Option(names = "--annotator", description = "Whose words are forgotten, on all images.")
    private String annotator;

    @Option(names = "--task", required = true, description = "Task that has learned from them.")
    private String task;

    @Option(names = "--by", defaultValue = "${sys:user.name}", description = "Who asks.")
    private String by;

    @Option(names = "--reason", defaultValue = "", description = "Why, for the record.")
    private String reason;

    @Option(names = "--timeout", defaultValue = "30", paramLabel = "SECONDS", description = "Longest wait.")
    private int seconds;

    @Override
    public Integer call() {
        if ((imageId == null) == (annotator == null)) {
            throw new ParameterException(spec.commandLine(), "say IMAGE_ID or --annotator, one of the two");
        }
        io.clipstream.schemas.Command command = io.clipstream.schemas.Command.newBuilder()
                .setCommandId(UUID.randomUUID())
                .setTask(task)
                .setKind(CommandKind.FORGET)
                .setImageId(imageId)
                .setAnnotator(annotator)
                .setActor(by)
                .setReason(reason)
                .setAt(Instant.now())
                .build();
        Forgetting.Outcome outcome = new Forgetting(options.deployment(), command).run(Duration.ofSeconds(seconds));
        PrintWriter out = spec.commandLine().getOut();
        out.println(outcome.images().size() + " examples have left the buffer"
                + (outcome.sampled() ? ", and the image has left the unlabelled sample" : "") + ".");
        out.println("What else may hold the image (its topic, predictions, dead letters) goes by retention.");
        if (outcome.answer().isEmpty()) {
            spec.commandLine()
                    .getErr()
                    .println("Which versions had seen it is not known yet: no process with the retrain role answered"
                            + " within "
                            + seconds + " s. It will be in 'clipstream adapters history " + task + "'.");
            return CommandLines.FAILED;
        }
        List<Long> versions = outcome.answer().get().getVersions();
        out.println(
                versions.isEmpty()
                        ? "No version that is kept had seen them."
                        : "Versions that had seen them, and are let go: "
                                + versions.stream().map(String::valueOf).collect(Collectors.joining(", ")) + ".");
        return CommandLines.OK;
    }
}
