package io.clipstream.loadtest;

import picocli.CommandLine.Command;

/** The program itself; its subcommands do the work. */
@Command(
        name = "clipstream-load",
        description = "Measures a running Clipstream from the outside.",
        mixinStandardHelpOptions = true)
final class LoadCommand {}
