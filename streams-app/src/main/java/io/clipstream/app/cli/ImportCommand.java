package io.clipstream.app.cli;

import io.clipstream.app.client.CompactedTopic;
import io.clipstream.app.client.CorrectionDesk;
import io.clipstream.app.client.Deployment;
import io.clipstream.app.client.FolderPublisher;
import io.clipstream.app.client.RefusedException;
import io.clipstream.schemas.Correction;
import io.clipstream.schemas.CorrectionKind;
import io.clipstream.schemas.TaskSpec;
import io.clipstream.topology.TaskRules;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Warms a task up from a folder of labelled images. */
@Command(
        name = "import",
        description = {
            "Warms a task up from a folder of labelled images, one subfolder a class: publishes each image, and"
                    + " corrects it",
            "to its folder's name. A correction waits for its prediction, so the roles may start later. The same"
                    + " folder again",
            "adds no example: an image's id comes from its content, a correction's from what it says."
        })
final class ImportCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOptions options;

    @Parameters(paramLabel = "DIR", description = "Holds one folder a class, named by its label.")
    private Path folder;

    @Option(names = "--task", required = true, description = "Task that the images belong to.")
    private String task;

    @Option(names = "--annotator", defaultValue = "import", description = "Whose words these are (${DEFAULT-VALUE}).")
    private String annotator;

    @Option(names = "--source", description = "What they come from: near-duplicates of each other share it.")
    private String source;

    @Option(
            names = "--held-out",
            description = "Holds them out: they are never trained on, and every gate looks at them.")
    private boolean heldOut;

    @Override
    public Integer call() throws IOException {
        Deployment deployment = options.deployment();
        List<Path> classes = classes(deployment);
        Instant now = Instant.now();
        List<CompletableFuture<?>> said = new ArrayList<>();
        try (FolderPublisher publisher = new FolderPublisher(deployment, task, source);
                CorrectionDesk desk = new CorrectionDesk(deployment)) {
            for (Path one : classes) {
                String label = one.getFileName().toString();
                publisher.publish(one, id -> said.add(desk.send(id, correction(id, label, now))));
            }
            said.forEach(CompletableFuture::join);
            PrintWriter err = spec.commandLine().getErr();
            publisher.refused().forEach(reason -> err.println("refused: " + reason));
            spec.commandLine()
                    .getOut()
                    .println(publisher.published() + " images of " + classes.size() + " classes published and "
                            + (heldOut ? "held out" : "corrected") + ".");
            return publisher.refused().isEmpty() ? CommandLines.OK : CommandLines.FAILED;
        } catch (CompletionException e) {
            throw new RefusedException(
                    "cannot send a correction: " + e.getCause().getMessage(), e.getCause());
        }
    }

    /** The folders of the classes; all must be classes of the task, or a spelling would teach nothing and say nothing. */
    private List<Path> classes(Deployment deployment) throws IOException {
        TaskSpec known = CompactedTopic.read(deployment, deployment.topics().tasks(), task::equals)
                .get(task);
        if (known == null) {
            throw new RefusedException("there is no task '" + task + "'; make it with 'clipstream task apply'");
        }
        Set<String> labels = TaskRules.labels(known);
        List<Path> folders;
        try (Stream<Path> children = Files.list(folder)) {
            folders = children.filter(Files::isDirectory).sorted().toList();
        }
        if (folders.isEmpty()) {
            throw new RefusedException(folder + " holds no folder; expected one a class: " + labels);
        }
        for (Path one : folders) {
            if (TaskRules.labelOf(known, one.getFileName().toString()).isEmpty()) {
                throw new RefusedException(
                        "folder '" + one.getFileName() + "' is no class of task '" + task + "': " + labels);
            }
        }
        return folders;
    }

    private Correction correction(String imageId, String label, Instant now) {
        String said = String.join("\n", task, imageId, label, annotator, Boolean.toString(heldOut));
        return Correction.newBuilder()
                .setCorrectionId(UUID.nameUUIDFromBytes(said.getBytes(StandardCharsets.UTF_8)))
                .setTask(task)
                .setKind(CorrectionKind.LABEL)
                .setLabel(label)
                .setAnnotator(annotator)
                .setHeldOut(heldOut)
                .setEventTime(now)
                .build();
    }
}
