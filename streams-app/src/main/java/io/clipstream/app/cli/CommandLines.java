package io.clipstream.app.cli;

import io.clipstream.app.client.RefusedException;
import io.clipstream.app.config.InvalidConfigurationException;
import java.io.PrintWriter;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** Runs a command line: errors become one line on standard error and an exit code. */
public final class CommandLines {
    /** All went well. */
    public static final int OK = 0;

    /** The command could not do what it was asked. */
    public static final int FAILED = 1;

    /** The command line or the configuration is wrong. */
    public static final int USAGE = 2;

    /** Commands whose log is part of what they do. */
    private static final Set<String> LONG_RUNNING = Set.of("run", "quickstart");

    private CommandLines() {}

    /** Runs; returns the exit code. */
    public static int run(PrintWriter out, PrintWriter err, String... args) {
        ClipstreamCommand root = new ClipstreamCommand();
        CommandLine line = new CommandLine(root)
                .setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionStrategy(parsed -> execute(parsed, root.verbose()))
                .setExecutionExceptionHandler((error, command, parsed) -> report(error, command, root.verbose()));
        int code = args.length == 0 ? usage(line) : line.execute(args);
        out.flush();
        err.flush();
        return code;
    }

    private static int execute(ParseResult parsed, boolean verbose) {
        ParseResult command = parsed;
        while (command.hasSubcommand()) {
            command = command.subcommand();
        }
        if (!verbose && !LONG_RUNNING.contains(command.commandSpec().name())) {
            CommandLog.quieten();
        }
        return new CommandLine.RunLast().execute(parsed);
    }

    private static int usage(CommandLine line) {
        line.usage(line.getErr());
        return USAGE;
    }

    private static int report(Exception error, CommandLine command, boolean verbose) {
        for (String text : message(error).split("\n")) {
            command.getErr().println("clipstream: " + text);
        }
        if (verbose) {
            error.printStackTrace(command.getErr());
        }
        return error instanceof InvalidConfigurationException || error instanceof IllegalArgumentException
                ? USAGE
                : FAILED;
    }

    private static String message(Exception error) {
        if (error instanceof RefusedException || error instanceof InvalidConfigurationException) {
            return error.getMessage();
        }
        StringBuilder message = new StringBuilder(own(error));
        for (Throwable cause = error.getCause(); cause != null; cause = cause.getCause()) {
            if (!message.toString().contains(own(cause))) {
                message.append(": ").append(own(cause));
            }
        }
        return message.toString().replace('\n', ' ');
    }

    private static String own(Throwable error) {
        return error.getMessage() == null || error.getMessage().isBlank()
                ? error.getClass().getSimpleName()
                : error.getMessage();
    }
}
