package io.clipstream.app.cli;

import io.clipstream.app.client.RefusedException;
import io.clipstream.app.run.FetchProgress;
import io.clipstream.clip.hub.HubException;
import io.clipstream.clip.hub.HubName;
import io.clipstream.clip.hub.HubSettings;
import io.clipstream.clip.hub.ModelHub;
import io.clipstream.clip.hub.Snapshot;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Fetches and lists checkpoints of the hub. */
@Command(name = "model", description = "Fetches checkpoints from the Hugging Face hub, and lists those in the cache.")
final class ModelCommand {
    @Spec
    private CommandSpec spec;

    @Command(
            name = "fetch",
            description = "Brings a checkpoint into the cache, or up to date, and pins its name to the commit.")
    int fetch(
            @Mixin ConfigOptions options,
            @Parameters(paramLabel = "NAME[@REVISION]", description = "For example openai/clip-vit-base-patch32.")
                    String model,
            @Option(names = "--json", description = "One JSON object.") boolean json) {
        HubName name = HubName.parse(model)
                .orElseThrow(() -> new RefusedException("'" + model + "' is no name on the hub; wanted is "
                        + HubName.FORM + ", for example openai/clip-vit-base-patch32 (a folder needs no fetching)"));
        PrintWriter err = spec.commandLine().getErr();
        try (FetchProgress progress = FetchProgress.choose(line -> {
            err.println(line);
            err.flush();
        })) {
            print(new ModelHub(options.load().hub()).fetch(name, progress), json);
            return CommandLines.OK;
        } catch (HubException e) {
            throw new RefusedException(e.getMessage(), e);
        }
    }

    @Command(name = "list", description = "Lists the checkpoints in the cache, with the commits they are pinned to.")
    int list(
            @Mixin ConfigOptions options,
            @Option(names = "--json", description = "One JSON object a checkpoint.") boolean json) {
        HubSettings hub = options.load().hub();
        try {
            List<Snapshot> snapshots = new ModelHub(hub).list();
            snapshots.forEach(snapshot -> print(snapshot, json));
            if (snapshots.isEmpty() && !json) {
                spec.commandLine()
                        .getOut()
                        .println("There is none in " + hub.cache() + "; 'clipstream model fetch NAME' brings one.");
            }
            return CommandLines.OK;
        } catch (HubException e) {
            throw new RefusedException(e.getMessage(), e);
        }
    }

    private void print(Snapshot snapshot, boolean json) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("model", snapshot.name().id());
            line.put("revision", snapshot.name().revision());
            line.put("source", snapshot.source());
            line.put("commit", snapshot.commit());
            line.put("folder", snapshot.folder().toString());
            line.put("bytes", snapshot.bytes());
            out.println(Json.line(line));
            return;
        }
        String source =
                snapshot.source().equals(snapshot.name().revision()) ? "" : " (conversion " + snapshot.source() + ")";
        out.printf(
                Locale.ROOT,
                "%s  commit %s%s  %.1f MB  %s%n",
                snapshot.name(),
                snapshot.commit(),
                source,
                snapshot.bytes() / 1e6,
                snapshot.folder());
    }
}
