package io.clipstream.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clipstream.app.quickstart.Installation;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One short round with the demo model; figures worth reading take a longer one, started by hand, see the README. */
@Timeout(900)
class CompareIT {
    @Test
    void givesEachItsTurnAndComparesThem(@TempDir Path state) throws Exception {
        // Given contenders without Python, which is not everywhere, and an interpreter that is nowhere
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Path report = state.resolve("compare.html");

        // When each has one short turn
        int code = Main.run(
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                "compare",
                "--rounds",
                "1",
                "--seconds",
                "0.5",
                "--warm-up",
                "0.5",
                "--model",
                Installation.locate().demoModel().toString(),
                "--python",
                state.resolve("no-python").toString(),
                "--no-latency",
                "--state",
                state.toString(),
                "--report",
                report.toString(),
                "--json");

        // Then every image has its one answer, and there are ratios, but none for whom was skipped
        assertThat(code).as("%s%s", err, out).isZero();
        String[] lines = out.toString().strip().split("\n");
        JsonNode result = new ObjectMapper().readTree(lines[lines.length - 1]);
        assertThat(result.path("good").asBoolean()).as("%s", result).isTrue();
        for (String contender : new String[] {"clipstream", "clipstreamExactlyOnce", "oneAtATime", "limit"}) {
            JsonNode figures = result.path("contenders").path(contender);
            assertThat(figures.path("imagesPerSecond").path("median").asDouble())
                    .as(contender)
                    .isPositive();
            assertThat(figures.path("problems")).as(contender).isEmpty();
        }
        for (String ratio : new String[] {"limit", "oneAtATime", "exactlyOnce"}) {
            assertThat(result.path("ratios").path(ratio).asDouble()).as(ratio).isPositive();
        }
        assertThat(result.path("ratios").path("python").isNull()).isTrue();
        assertThat(result.path("skipped").path("python").asText()).contains("no-python");
        assertThat(result.path("batch32to1").path("median").asDouble()).isPositive();
        assertThat(Files.readString(report)).contains("<svg").contains("Python consumer");
    }
}
