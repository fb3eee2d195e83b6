package io.clipstream.app.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clipstream.app.cli.CommandLines;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchEncodeIT {
    private static final String TINY = "src/test/resources/io/clipstream/clip/tiny";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path directory;

    @Test
    void measuresACheckpointAndEndsWithOneObject() throws Exception {
        // Given a small checkpoint, two precisions, two batch sizes and more threads than one
        int code = run(
                "bench encode --model " + TINY
                        + " --device cpu --precision fp32,bf16 --batch 1,4 --threads 2 --workers 1 --seconds 0.2 --rounds 2 --json");

        // Then the last line is an object with a run for each combination
        assertThat(code).as(err.toString()).isEqualTo(CommandLines.OK);
        List<String> lines = out.toString().lines().toList();
        JsonNode report = new ObjectMapper().readTree(lines.get(lines.size() - 1));
        assertThat(report.get("runs")).hasSize(4);
        for (JsonNode run : report.get("runs")) {
            assertThat(run.get("precision").asText()).isIn("fp32", "bf16");
            assertThat(run.get("batch").asInt()).isIn(1, 4);
            assertThat(run.get("threads").asInt()).isEqualTo(2);
            assertThat(run.get("workers").asInt()).isEqualTo(1);
            assertThat(run.get("imagesPerSecond").asDouble()).isPositive();
            assertThat(run.get("imagesPerSecondLow").asDouble())
                    .isPositive()
                    .isLessThanOrEqualTo(run.get("imagesPerSecondHigh").asDouble());
            assertThat(run.get("fractionOfPeak").asDouble()).isPositive();
            assertThat(run.get("peakGflopPerSecond").asDouble()).isPositive();
            assertThat(run.get("coreMsPerImage").asDouble()).isPositive();
        }
        assertThat(report.get("decodeMsPerImage").asDouble()).isPositive();
        assertThat(report.get("preprocessMsPerImage").asDouble()).isPositive();
        assertThat(report.get("modelId").asText()).startsWith("clip-");
        assertThat(report.get("model").asText()).isEqualTo(TINY);
        assertThat(report.get("device").asText()).isEqualTo("cpu");
        assertThat(report.get("cores").asInt()).isEqualTo(Runtime.getRuntime().availableProcessors());
        for (String fact : List.of("cpu", "java", "libtorch", "os")) {
            assertThat(report.get(fact).asText()).isNotBlank();
        }
    }

    @Test
    void comparesWithAPeerRoundByRoundAndPrintsATable() throws Exception {
        // Given a peer of a known speed
        Path script = Files.writeString(
                directory.resolve("peer.sh"),
                """
                echo '{"name": "a steady peer"}'
                while read -r request; do
                  case $request in
                    *'"op":"images"'*) echo '{"decodeMs": 1000, "preprocessMs": 1000}' ;;
                    *) echo '{"imagesPerSecond":0.01,"coreSecondsPerImage":100,"seconds":0.1,"library":"x","workers":1,"threads":1}' ;;
                  esac
                done
                """);

        // When
        int code = run("bench encode --model " + TINY + " --device cpu --batch 2 --workers 1 --seconds 0.1 --rounds 2"
                + " --peer sh --peer-script " + script);

        // Then
        assertThat(code).as(err.toString()).isEqualTo(CommandLines.OK);
        assertThat(out.toString())
                .contains("GFLOP an image", "decode", "preprocess", "of the peak", "a steady peer", "ours/peer");
    }

    @Test
    void measuresWithoutAPeerThatCannotBeStarted() {
        // When
        int code = run("bench encode --model " + TINY + " --device cpu --batch 1 --workers 1 --seconds 0.1 --rounds 1"
                + " --peer /no/such/python --peer-script x.py --json");

        // Then
        assertThat(code).as(err.toString()).isEqualTo(CommandLines.OK);
        assertThat(err.toString()).contains("without the peer", "/no/such/python");
        assertThat(out.toString()).contains("\"runs\"").doesNotContain("\"peer\"");
    }

    private int run(String line) {
        return CommandLines.run(new PrintWriter(out), new PrintWriter(err), line.split(" "));
    }
}
