package io.clipstream.app.quickstart;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A second JVM with this one's class path that reports one line when it is ready and then waits to be killed. */
public final class ChildJvm {
    private static final String MARK = "REPORT ";

    private final Process process;
    private final String line;

    private ChildJvm(Process process, String line) {
        this.process = process;
        this.line = line;
    }

    public static ChildJvm start(Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader output = process.inputReader();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.startsWith(MARK)) {
                return new ChildJvm(process, line.substring(MARK.length()));
            }
        }
        throw new IOException(main.getSimpleName() + " ended without a report");
    }

    /** In the child: hands the line to the parent, and waits for ever. */
    public static void report(String line) throws InterruptedException {
        System.out.println(MARK + line);
        System.out.flush();
        Thread.currentThread().join();
    }

    public String line() {
        return line;
    }

    /** Kills as kill -9 does, and returns when the process is gone. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }
}
