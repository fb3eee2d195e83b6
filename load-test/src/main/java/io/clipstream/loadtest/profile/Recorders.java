package io.clipstream.loadtest.profile;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The options that make a Java process, and every Java process that it starts, record itself. */
final class Recorders {
    private static final String AGENT = "linux-x64/libasyncProfiler.so";

    private Recorders() {}

    /**
     * A value for {@code JAVA_TOOL_OPTIONS}.
     *
     * @param folder where each process writes {@code *.jfr} and, where there is an agent, {@code PID.collapsed}
     */
    static String options(Path folder) throws IOException {
        String flight = "-XX:StartFlightRecording=settings=profile,filename=" + folder + "/";
        Optional<Path> agent = agent(folder);
        // Thread names as roots; every 5 ms of a thread's own processor time, which needs no rights.
        return agent.isEmpty()
                ? flight
                : flight + " -agentpath:" + agent.get()
                        + "=start,event=ctimer,interval=5ms,threads,cstack=vm,collapsed,file=" + folder
                        + "/%p.collapsed";
    }

    /** Unpacks async-profiler for this machine, if it comes with one. */
    private static Optional<Path> agent(Path folder) throws IOException {
        boolean known = System.getProperty("os.name").equals("Linux")
                && System.getProperty("os.arch").equals("amd64");
        try (InputStream in = known ? Recorders.class.getClassLoader().getResourceAsStream(AGENT) : null) {
            if (in == null) {
                return Optional.empty();
            }
            Path file = folder.resolve("libasyncProfiler.so");
            Files.write(file, in.readAllBytes());
            return Optional.of(file);
        }
    }
}
