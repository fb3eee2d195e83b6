package io.clipstream.app.cli;

import io.clipstream.app.client.Deployment;
import io.clipstream.app.client.TaskDesk;
import io.clipstream.app.client.TaskFile;
import io.clipstream.app.client.TaskPreview;
import io.clipstream.app.client.TaskPreviews;
import io.clipstream.app.client.TemplatePreset;
import io.clipstream.app.client.TemplatePresets;
import io.clipstream.app.config.ConfigLoader;
import io.clipstream.schemas.AdapterVersion;
import io.clipstream.schemas.TaskClass;
import io.clipstream.schemas.TaskSpec;
import io.clipstream.topology.TaskPrompts;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Applies and lists tasks, and shows the template presets. */
@Command(
        name = "task",
        description =
                "Applies and lists tasks: named classification problems; shows their status and template presets.",
        subcommands = TaskStatusCommand.class)
final class TaskCommand {
    /** From here on a CPU may need longer than people wait without a word. */
    private static final int MANY_TEXTS = 1_000;

    @Spec
    private CommandSpec spec;

    @Command(
            name = "apply",
            description = {
                "Applies a task from a JSON file and returns when its first version is out.",
                "With --dry-run it changes nothing, and says what would become of classes, examples and recent"
                        + " predictions; a changed class list takes the model that the roles run with."
            })
    int apply(
            @Mixin ConfigOptions options,
            @Mixin ModelOptions model,
            @Parameters(
                            paramLabel = "FILE",
                            description = "JSON with 'task', 'classes' and, as wanted, 'templates',"
                                    + " 'method', 'options', 'bufferPerClass', 'policy'.")
                    Path file,
            @Option(names = "--by", defaultValue = "${sys:user.name}", description = "Who applies it.") String by,
            @Option(names = "--timeout", defaultValue = "60", paramLabel = "SECONDS", description = "Longest wait.")
                    int seconds,
            @Option(names = "--dry-run", description = "Shows what it would change.") boolean dryRun,
            @Option(
                            names = "--images",
                            defaultValue = "500",
                            description = "With --dry-run: recent images to look at (${DEFAULT-VALUE}).")
                    int images,
            @Option(names = "--json", description = "With --dry-run: one JSON object.") boolean json) {
        TaskSpec task = TaskFile.read(file, by, Instant.now());
        if (dryRun) {
            preview(Deployment.of(ConfigLoader.load(model.on(options.sources()))), task, images, json);
            return CommandLines.OK;
        }
        long texts = TaskPrompts.count(task);
        if (texts > MANY_TEXTS) {
            spec.commandLine()
                    .getOut()
                    .println("Its head is made of " + texts
                            + " texts; those that are new to the retrain role may take it"
                            + " some milliseconds to some tens of milliseconds each.");
        }
        AdapterVersion version = new TaskDesk(options.deployment()).apply(task, Duration.ofSeconds(seconds));
        spec.commandLine()
                .getOut()
                .println("Task '" + task.getTask() + "' with "
                        + version.getLabels().size() + " classes is served by version " + version.getVersion() + " ("
                        + version.getMethod() + ").");
        return CommandLines.OK;
    }

    private void preview(Deployment deployment, TaskSpec task, int images, boolean json) {
        Optional<TaskPreview> preview =
                new TaskPreviews(deployment, new ModelHeads(deployment.config())).of(task, images);
        TaskPreviewView view = new TaskPreviewView(spec.commandLine().getOut(), task);
        if (json) {
            view.json(preview);
        } else {
            view.text(preview);
        }
    }

    @Command(name = "list", description = "Lists the tasks.")
    int list(
            @Mixin ConfigOptions options,
            @Option(names = "--json", description = "One JSON object a task.") boolean json) {
        PrintWriter out = spec.commandLine().getOut();
        Collection<TaskSpec> tasks = new TaskDesk(options.deployment()).list();
        for (TaskSpec task : tasks) {
            List<String> labels =
                    task.getClasses().stream().map(TaskClass::getLabel).toList();
            if (json) {
                Map<String, Object> line = new LinkedHashMap<>();
                line.put("task", task.getTask());
                line.put("classes", labels);
                line.put("method", task.getMethod());
                line.put("bufferPerClass", task.getBufferPerClass());
                line.put("appliedBy", task.getAppliedBy());
                line.put("appliedAt", task.getAppliedAt().toString());
                out.println(Json.line(line));
            } else {
                out.printf("%-24s %3d classes  %s  %s%n", task.getTask(), labels.size(), task.getMethod(), labels);
            }
        }
        if (tasks.isEmpty() && !json) {
            out.println("There is no task yet; 'clipstream task apply FILE' makes one.");
        }
        return CommandLines.OK;
    }

    @Command(
            name = "templates",
            description = "Lists the published template sets that a task may use as 'preset:NAME', or prints one.")
    int templates(
            @Parameters(paramLabel = "NAME", arity = "0..1", description = "The preset to print, a template a line.")
                    String name,
            @Option(names = "--json", description = "One JSON object a preset.") boolean json) {
        PrintWriter out = spec.commandLine().getOut();
        List<TemplatePreset> presets = name == null ? TemplatePresets.all() : List.of(TemplatePresets.named(name));
        for (TemplatePreset preset : presets) {
            if (json) {
                Map<String, Object> line = new LinkedHashMap<>();
                line.put("name", preset.name());
                line.put("title", preset.title());
                line.put("source", preset.source());
                line.put("templates", preset.templates());
                out.println(Json.line(line));
            } else if (name == null) {
                out.printf(
                        "%-22s %3d  %-72s %s%n",
                        preset.name(), preset.templates().size(), preset.title(), preset.source());
            } else {
                preset.templates().forEach(out::println);
            }
        }
        return CommandLines.OK;
    }
}
