package io.clipstream.app.cli;

import picocli.CommandLine.Command;

/** Measures parts of the system on this machine; its subcommands do the work. */
@Command(
        name = "bench",
        description = "Measures what this machine can do.",
        subcommands = {BenchEncodeCommand.class, BenchFewShotCommand.class})
final class BenchCommand {}
