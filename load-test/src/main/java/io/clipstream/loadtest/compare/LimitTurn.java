package io.clipstream.loadtest.compare;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Runs {@link LimitMain} in a process of its own. */
final class LimitTurn {
    private LimitTurn() {}

    /**
     * Waits for what it finds.
     *
     * @throws IllegalStateException if it breaks down; says where its log is
     */
    static LimitMain.Found run(Path images, Path model, CompareOptions options, double seconds, Path log)
            throws IOException {
        List<String> arguments = List.of(
                model.toString(),
                options.precision().word(),
                images.toString(),
                String.format(Locale.ROOT, "%.3f", options.warmUpSeconds()),
                String.format(Locale.ROOT, "%.3f", seconds));
        Process process = new ProcessBuilder(ContenderProcess.java(LimitMain.class, List.of(), arguments))
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        try (BufferedReader out = process.inputReader()) {
            String line = out.readLine();
            if (line == null) {
                throw new IllegalStateException("decoding and encoding alone broke down; see " + log);
            }
            return new ObjectMapper().readValue(line, LimitMain.Found.class);
        } finally {
            process.destroyForcibly();
        }
    }
}
