package io.clipstream.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two points of a scale run and a short soak; figures take longer runs, started by hand, see the README. */
@Timeout(600)
class ScaleIT {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void measuresPointsAndDrawsThem(@TempDir Path state) throws Exception {
        // Given
        Path page = state.resolve("scale.html");

        // When one point of each of two axes is measured for a moment
        int code = run(
                "scale",
                "--axes",
                "partitions,classes",
                "--points",
                "1",
                "--seconds",
                "1",
                "--warm-up",
                "1",
                "--state",
                state.toString(),
                "--report",
                page.toString(),
                "--json");

        // Then both have figures that can be
        assertThat(code).as("%s", err).isZero();
        JsonNode axes = new ObjectMapper().readTree(out.toString()).path("axes");
        for (String axis : List.of("partitions", "classes")) {
            assertThat(axes.path(axis)).as(axis).hasSize(1);
            JsonNode point = axes.path(axis).get(0);
            assertThat(point.path("imagesPerSecond").asDouble()).isPositive();
            assertThat(point.path("deviceBusy").asDouble()).isBetween(1e-6, 1.1);
            assertThat(point.path("cpuMicrosAnImage").asDouble()).isPositive();
            assertThat(point.path("heapMegabytes").asDouble()).isBetween(1.0, 512.0);
            assertThat(point.path("ratios").path("imagesPerSecond").asDouble()).isEqualTo(1);
        }
        assertThat(Files.readString(page)).contains("<svg", "partitions", "classes");
    }

    @Test
    void soaksWithoutLosingAnything(@TempDir Path state) throws Exception {
        // When
        run("soak", "--images", "5000", "--heap", "128", "--state", state.toString(), "--json");

        // Then
        JsonNode result = new ObjectMapper().readTree(out.toString());
        assertThat(result.path("scored").asInt()).as("%s%s", err, out).isEqualTo(5_000);
        for (String count : List.of("lost", "deadLetters", "duplicated", "disordered")) {
            assertThat(result.path(count).asInt(-1)).as(count).isZero();
        }
        assertThat(result.path("heapMax").asDouble()).isBetween(1.0, 128.0);
    }

    private int run(String... arguments) {
        return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }
}
