package io.clipstream.loadtest.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A command with recorders in its process, as a user starts it. */
class ProfileIT {
    @TempDir
    Path folder;

    @Test
    void saysWhereTheTimeOfACommandWent() {
        // Given a command that only prints its help
        StringWriter out = new StringWriter();

        // When it runs with recorders
        int code = new CommandLine(new ProfileCommand())
                .setOut(new PrintWriter(out, true))
                .execute("--out", folder.toString(), "--", "micro", "--help");

        // Then its process is there, with what its main thread allocated
        assertThat(code).isZero();
        assertThat(out.toString()).containsPattern("Main \\(process \\d+\\)").containsPattern("MB allocated by main");
        assertThat(folder.toFile().list((dir, name) -> name.endsWith(".jfr"))).hasSize(1);
    }
}
