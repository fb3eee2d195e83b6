package io.clipstream.app.cli;

import io.clipstream.app.client.AdapterCatalogue;
import io.clipstream.app.client.RefusedException;
import io.clipstream.schemas.AdapterVersion;
import io.clipstream.schemas.CommandKind;
import io.clipstream.schemas.Promotion;
import io.clipstream.schemas.PromotionOutcome;
import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Adapter versions as a registry: what is kept, what was live when, and which is to be. */
@Command(
        name = "adapters",
        description = "Lists, shows, compares, moves and rolls back adapter versions.",
        subcommands = {
            AdaptersHistoryCommand.class,
            AdaptersDiffCommand.class,
            AdaptersReproduceCommand.class,
            AdaptersExportCommand.class,
            AdaptersImportCommand.class
        })
final class AdaptersCommand {
    @Spec
    private CommandSpec spec;

    @Command(name = "list", description = "Lists the versions kept; * is the champion.")
    int list(
            @Mixin ConfigOptions options,
            @Option(names = "--task", description = "Only this task's.") String task,
            @Option(names = "--json", description = "One JSON object a version.") boolean json) {
        PrintWriter out = spec.commandLine().getOut();
        AdapterCatalogue catalogue = AdapterCatalogue.read(options.deployment());
        for (AdapterVersion version : catalogue.versions(task)) {
            Map<String, Object> view = AdapterView.brief(version, catalogue.isChampion(version));
            out.println(json ? Json.line(view) : AdapterView.line(view));
        }
        return CommandLines.OK;
    }

    @Command(name = "show", description = "Shows one version with its lineage.")
    int show(
            @Mixin ConfigOptions options,
            @Parameters(paramLabel = "TASK") String task,
            @Parameters(paramLabel = "VERSION") long number,
            @Option(names = "--json", description = "One JSON object.") boolean json) {
        PrintWriter out = spec.commandLine().getOut();
        AdapterCatalogue catalogue = AdapterCatalogue.read(options.deployment());
        AdapterVersion version = catalogue
                .version(task, number)
                .orElseThrow(() -> new RefusedException("task '" + task + "' keeps no version " + number
                        + "; 'clipstream adapters list' shows those it keeps"));
        Map<String, Object> view = AdapterView.full(version, catalogue.isChampion(version));
        if (json) {
            out.println(Json.line(view));
        } else {
            view.forEach((name, value) -> out.printf("%-18s %s%n", name, value));
        }
        return CommandLines.OK;
    }

    @Command(name = "rollback", description = "Asks the retrain role to put another version that it keeps in use.")
    int rollback(
            @Mixin ConfigOptions options,
            @Mixin AskOptions asked,
            @Parameters(paramLabel = "TASK") String task,
            @Parameters(paramLabel = "VERSION") long number) {
        return ask(options, asked, asked.command(task, CommandKind.ROLLBACK).setVersion(number));
    }

    @Command(
            name = "pin",
            description = "Asks the retrain role to keep a version in use, whatever is learned, until it is unpinned.")
    int pin(
            @Mixin ConfigOptions options,
            @Mixin AskOptions asked,
            @Parameters(paramLabel = "TASK") String task,
            @Parameters(paramLabel = "VERSION", arity = "0..1", description = "The one in use, if not given.")
                    Long number) {
        return ask(options, asked, asked.command(task, CommandKind.PIN).setVersion(number));
    }

    @Command(name = "unpin", description = "Lets the gate decide again.")
    int unpin(@Mixin ConfigOptions options, @Mixin AskOptions asked, @Parameters(paramLabel = "TASK") String task) {
        Promotion answer = asked.ask(
                options.deployment(), asked.command(task, CommandKind.UNPIN).build());
        spec.commandLine().getOut().println("Version " + answer.getVersion() + " of task '" + task + "' is unpinned.");
        return CommandLines.OK;
    }

    @Command(
            name = "retire",
            description = "Lets the versions of a backbone go that was in use before: no scorer runs on it any more.")
    int retire(
            @Mixin ConfigOptions options,
            @Mixin AskOptions asked,
            @Parameters(paramLabel = "TASK") String task,
            @Parameters(paramLabel = "MODEL_ID", description = "As 'adapters show' names it.") String modelId) {
        asked.ask(
                options.deployment(),
                asked.command(task, CommandKind.RETIRE).setModelId(modelId).build());
        spec.commandLine()
                .getOut()
                .println("Task '" + task + "' keeps no version for backbone " + modelId + " any more.");
        return CommandLines.OK;
    }

    private int ask(ConfigOptions options, AskOptions asked, io.clipstream.schemas.Command.Builder command) {
        Promotion answer = asked.ask(options.deployment(), command.build());
        String pinned = answer.getOutcome() == PromotionOutcome.PINNED ? ", pinned" : "";
        spec.commandLine()
                .getOut()
                .println("Task '" + answer.getTask() + "' is served by version " + answer.getVersion() + pinned + ": "
                        + answer.getReason());
        return CommandLines.OK;
    }
}
