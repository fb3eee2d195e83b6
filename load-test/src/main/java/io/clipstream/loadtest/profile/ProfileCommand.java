package io.clipstream.loadtest.profile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code clipstream-load profile}: another command with a recorder in each of its Java processes. */
@Command(
        name = "profile",
        description = {
            "Runs another command of this program with Java Flight Recorder and, on Linux x86-64, async-profiler in"
                    + " each of",
            "its Java processes, and says by process, threads and frames where the processor time went. The recordings"
                    + " stay:",
            "*.jfr for Java Mission Control, *.collapsed for any flame graph. Recording costs a few percent itself."
        },
        mixinStandardHelpOptions = true)
public final class ProfileCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "COMMAND",
            arity = "0..*",
            description = "Command with its options, after '--', for example: -- compare --only clipstream --rounds 1."
                    + " Without one, what is in the folder already is read.")
    private List<String> command = new ArrayList<>();

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "Folder for the recordings.")
    private Path out;

    @Option(
            names = "--frames",
            paramLabel = "N",
            description = "Frames a group of threads (default: ${DEFAULT-VALUE}).")
    private int frames = 8;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        int code = 0;
        if (!command.isEmpty()) {
            Files.createDirectories(out);
            code = record();
        }
        spec.commandLine().getOut().println(new ProfileText(frames).of(out));
        return code;
    }

    private int record() throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dclipstream.home=" + System.getProperty("clipstream.home", ""),
                "-Djava.awt.headless=true",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "io.clipstream.loadtest.Main"));
        line.addAll(command);
        ProcessBuilder process = new ProcessBuilder(line).inheritIO();
        process.environment().put("JAVA_TOOL_OPTIONS", Recorders.options(out.toAbsolutePath()));
        return process.start().waitFor();
    }
}
