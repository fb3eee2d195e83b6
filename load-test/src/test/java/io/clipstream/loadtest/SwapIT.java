package io.clipstream.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A few hundred versions; ten thousand are started by hand, see the README. */
@Timeout(600)
class SwapIT {
    @Test
    void swapsVersionsUnderLoadWithoutLossMixOrStepBackWhilePartitionsMove(@TempDir Path folder) throws Exception {
        // Given
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Path report = folder.resolve("swap.html");

        // When versions are published while images flow and instances come and go
        int code = Main.run(
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                "swap",
                "--versions",
                "250",
                "--versions-per-second",
                "25",
                "--rate",
                "100",
                "--seed",
                "5",
                "--brokers",
                "1",
                "--report",
                report.toString(),
                "--json");

        // Then every image has one prediction, by the version it names, and no version is older than one before
        assertThat(code).as("%s%s", err, out).isZero();
        JsonNode result = new ObjectMapper().readTree(out.toString());
        assertThat(result.path("sent").asInt())
                .isPositive()
                .isEqualTo(result.path("received").asInt());
        for (String count : new String[] {
            "lost", "duplicated", "deadLetters", "mixedBatches", "backwards", "wrongVersion", "unannounced", "neverLive"
        }) {
            assertThat(result.path(count).asInt(-1)).as(count).isZero();
        }
        JsonNode pointers = result.path("pointers");
        assertThat(pointers.path("new").asInt() + pointers.path("corrupt").asInt())
                .isGreaterThanOrEqualTo(250);
        assertThat(pointers.path("rollback").asInt()).isPositive();
        assertThat(result.path("moves").asInt()).isPositive();
        assertThat(Files.readString(report)).contains("<svg", "Heap after collection");
    }
}
