package io.clipstream.app.cli;

import picocli.CommandLine.Command;

/** Lists, shows and replays dead letters. */
@Command(
        name = "dlq",
        description = "Lists, shows and replays dead letters: records that were refused.",
        subcommands = {DlqListCommand.class, DlqShowCommand.class, DlqReplayCommand.class})
final class DlqCommand {}
