package io.clipstream.app.cli;

import io.clipstream.app.client.CommandDesk;
import io.clipstream.app.client.Deployment;
import io.clipstream.schemas.Command;
import io.clipstream.schemas.CommandKind;
import io.clipstream.schemas.Promotion;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import picocli.CommandLine.Option;

/** What every command that asks the retrain role for something has in common: who, why, and how long to wait. */
final class AskOptions {
    @Option(names = "--by", defaultValue = "${sys:user.name}", description = "Who asks.")
    private String by;

    @Option(names = "--reason", defaultValue = "", description = "Why, for the promotion log.")
    private String reason;

    @Option(names = "--timeout", defaultValue = "30", paramLabel = "SECONDS", description = "Longest wait.")
    private int seconds;

    /** A command of this kind, with an identity of its own. */
    Command.Builder command(String task, CommandKind kind) {
        return Command.newBuilder()
                .setCommandId(UUID.randomUUID())
                .setTask(task)
                .setKind(kind)
                .setActor(by)
                .setReason(reason)
                .setAt(Instant.now());
    }

    /** Sends it and waits for the answer. */
    Promotion ask(Deployment deployment, Command command) {
        return new CommandDesk(deployment).ask(command, Duration.ofSeconds(seconds));
    }
}
