package io.clipstream.loadtest.micro;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** All micro benchmarks, each for a moment, in this process. */
class MicroCommandTest {
    @TempDir
    Path folder;

    @Test
    void runsEveryBenchmark() throws Exception {
        // Given the smallest of all that a parameter allows
        Path json = folder.resolve("micro.json");
        String[] args = {
            "--forks",
            "0",
            "--warm-ups",
            "0",
            "--iterations",
            "1",
            "--seconds",
            "0.01",
            "--json",
            json.toString(),
            "--param",
            "classes=100",
            "--param",
            "tasks=32",
            "--param",
            "format=jpeg",
            "--param",
            "method=metric-residual"
        };

        // When it runs
        int code = new CommandLine(new MicroCommand()).execute(args);

        // Then each hot piece has its time
        assertThat(code).isZero();
        Set<String> names = new TreeSet<>();
        for (JsonNode result : new ObjectMapper().readTree(json.toFile())) {
            String name = result.path("benchmark").asText();
            names.add(name.substring(name.lastIndexOf('.', name.lastIndexOf('.') - 1) + 1));
            assertThat(result.path("primaryMetric").path("score").asDouble()).isPositive();
        }
        assertThat(names)
                .containsExactly(
                        "EngineBenchmark.saturated",
                        "HeadBenchmark.apply",
                        "ImageBenchmark.decode",
                        "ImageBenchmark.preprocess",
                        "ImageBenchmark.resize",
                        "LearnBenchmark.update",
                        "SerdeBenchmark.readImage",
                        "SerdeBenchmark.readPrediction",
                        "SerdeBenchmark.writePrediction",
                        "SquaresBenchmark.updateAndDowndate");
    }

    @Test
    void saysWhatAParameterShouldLookLike() {
        // Given a parameter without a value
        StringWriter err = new StringWriter();

        // When it is asked for
        int code = new CommandLine(new MicroCommand())
                .setErr(new PrintWriter(err, true))
                .execute("--param", "classes");

        // Then the answer shows how
        assertThat(code).isEqualTo(2);
        assertThat(err.toString()).contains("classes").contains("NAME=VALUE");
    }
}
