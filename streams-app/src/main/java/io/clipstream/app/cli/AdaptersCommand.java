package io.clipstream.app.cli;

import io.clipstream.app.client.AdapterCatalogue;
import io.clipstream.app.client.CommandDesk;
import io.clipstream.app.client.RefusedException;
import io.clipstream.schemas.AdapterVersion;
import io.clipstream.schemas.CommandKind;
import io.clipstream.schemas.Promotion;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists, shows and rolls back adapter versions. */
@Command(name = "adapters", description = "Lists, shows and rolls back adapter versions.")
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

    @Command(name = "rollback", description = "Asks the retrain role to put an earlier version back.")
    int rollback(
            @Mixin ConfigOptions options,
            @Parameters(paramLabel = "TASK") String task,
            @Parameters(paramLabel = "VERSION") long number,
            @Option(names = "--by", defaultValue = "${sys:user.name}", description = "Who asks.") String by,
            @Option(names = "--reason", defaultValue = "", description = "Why, for the promotion log.") String reason,
            @Option(names = "--timeout", defaultValue = "30", paramLabel = "SECONDS", description = "Longest wait.")
                    int seconds) {
        io.clipstream.schemas.Command command = io.clipstream.schemas.Command.newBuilder()
                .setCommandId(UUID.randomUUID())
                .setTask(task)
                .setKind(CommandKind.ROLLBACK)
                .setVersion(number)
                .setActor(by)
                .setReason(reason)
                .setAt(Instant.now())
                .build();
        Promotion answer = new CommandDesk(options.deployment()).ask(command, Duration.ofSeconds(seconds));
        spec.commandLine()
                .getOut()
                .println("Task '" + task + "' is served by version " + answer.getVersion() + ": " + answer.getReason());
        return CommandLines.OK;
    }
}
