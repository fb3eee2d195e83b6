package io.clipstream.loadtest;

import io.clipstream.loadtest.backlog.BacklogCommand;
import io.clipstream.loadtest.compare.CompareCommand;
import io.clipstream.loadtest.crash.CrashCommand;
import io.clipstream.loadtest.fuzz.FuzzCommand;
import io.clipstream.loadtest.micro.MicroCommand;
import io.clipstream.loadtest.profile.ProfileCommand;
import io.clipstream.loadtest.run.RecordCommand;
import io.clipstream.loadtest.run.RunCommand;
import io.clipstream.loadtest.scale.ScaleCommand;
import io.clipstream.loadtest.scale.SoakCommand;
import io.clipstream.loadtest.swap.SwapCommand;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;

/** Entry point of the program {@code clipstream-load}. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.exit(run(out, err, args));
    }

    /** Runs a command line; returns its exit code. */
    static int run(PrintWriter out, PrintWriter err, String... args) {
        CommandLine line = new CommandLine(new LoadCommand())
                .addSubcommand(new RunCommand())
                .addSubcommand(new RecordCommand())
                .addSubcommand(new CrashCommand())
                .addSubcommand(new FuzzCommand())
                .addSubcommand(new BacklogCommand())
                .addSubcommand(new SwapCommand())
                .addSubcommand(new MicroCommand())
                .addSubcommand(new ProfileCommand())
                .addSubcommand(new ScaleCommand())
                .addSubcommand(new SoakCommand())
                .addSubcommand(new CompareCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(out)
                .setErr(err)
                .setExecutionExceptionHandler((error, command, parsed) -> {
                    command.getErr().println("clipstream-load: " + error.getMessage());
                    return 1;
                });
        if (args.length == 0) {
            line.usage(err);
            return 2;
        }
        return line.execute(args);
    }
}
