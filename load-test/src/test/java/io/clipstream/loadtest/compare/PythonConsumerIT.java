package io.clipstream.loadtest.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clipstream.app.client.RefusedException;
import io.clipstream.app.quickstart.Installation;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The Python consumer, where there is a Python that can run it: {@code CLIPSTREAM_PEER_PYTHON}, or python3. */
@Timeout(900)
class PythonConsumerIT {
    private static final String PYTHON = System.getenv().getOrDefault("CLIPSTREAM_PEER_PYTHON", "python3");

    @Test
    void answersEachImageOnceOnABacklogAndOnASchedule(@TempDir Path state) throws Exception {
        Path model = Installation.locate().demoModel();
        try {
            PythonPeer.find(PYTHON, model, "fp32", state.resolve("probe.log"));
        } catch (RefusedException e) {
            Assumptions.abort("without the Python consumer: " + e.getMessage());
        }

        // When it has a turn on a backlog, and one at a given rate
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = new CommandLine(new CompareCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(
                        "--only",
                        "python",
                        "--python",
                        PYTHON,
                        "--python-precision",
                        "fp32",
                        "--model",
                        model.toString(),
                        "--rounds",
                        "1",
                        "--seconds",
                        "0.5",
                        "--warm-up",
                        "0.5",
                        "--state",
                        state.resolve("run").toString(),
                        "--json");

        // Then it left nothing out, and was measured
        assertThat(code).as("%s%s", err, out).isZero();
        String[] lines = out.toString().strip().split("\n");
        JsonNode result = new ObjectMapper().readTree(lines[lines.length - 1]);
        assertThat(result.path("contenders")
                        .path("python")
                        .path("imagesPerSecond")
                        .path("median")
                        .asDouble())
                .isPositive();
        assertThat(result.path("latency")
                        .path("python")
                        .path("p99Ms")
                        .path("median")
                        .asDouble())
                .isPositive();
    }

    @Test
    void saysWhatIsMissing(@TempDir Path folder) {
        Path nowhere = folder.resolve("python-of-nobody");

        assertThatThrownBy(() -> PythonPeer.find(nowhere.toString(), folder, "fp32", folder.resolve("log")))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("python-of-nobody");
    }
}
