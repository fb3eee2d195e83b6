package io.clipstream.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A short run on a system of its own, as a user starts it. */
class LoadRunIT {
    @Test
    void accountsForEveryRecordOfAMixedLoadOnItsOwnSystem(@TempDir Path folder) throws Exception {
        // Given nothing but this machine
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Path page = folder.resolve("run.html");

        // When images of three tasks are sent for eight seconds, ever faster, some twice, garbage and corrections among
        // them
        int code = Main.run(
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                ("run --shape ramp --rate 5 --rate-to 15 --seconds 8 --warm-up 2 --tasks 3 --corrections 0.2"
                                + " --correction-delay 0.5 --duplicates 0.1 --garbage 0.1 --json --drain 120 --state "
                                + folder.resolve("state") + " --report " + page)
                        .split(" "));

        // Then each has the end that it must have, and the latency of those after the warm-up is known
        assertThat(code).as("%s%s", err, out).isZero();
        JsonNode result = new ObjectMapper().readTree(out.toString());
        assertThat(result.path("sent").asInt()).isEqualTo(80);
        assertThat(result.path("resent").asInt()).isPositive();
        assertThat(result.path("garbage").asInt()).isPositive();
        assertThat(result.path("received").asInt())
                .isEqualTo(80 - result.path("garbage").asInt());
        assertThat(result.path("deadLetters").path("UNREADABLE_IMAGE").asInt()
                        + result.path("deadLetters").path("UNDECODABLE").asInt())
                .isEqualTo(result.path("garbage").asInt());
        assertThat(result.path("lost").asInt(-1)).isZero();
        assertThat(result.path("duplicated").asInt(-1)).isZero();
        assertThat(result.path("corrections").asInt()).isPositive();
        assertThat(result.path("correctionsRefused").asInt(-1)).isZero();
        assertThat(result.path("latencyMsP50").asDouble()).isPositive();
        assertThat(result.path("latencyMsP99").asDouble())
                .isGreaterThanOrEqualTo(result.path("latencyMsP50").asDouble());
        assertThat(result.path("stages").path("device").path("p50").asDouble()).isPositive();
        assertThat(result.path("heapMax").asDouble()).isPositive();
        assertThat(result.path("cores").asDouble()).isPositive();
        assertThat(Files.readString(page)).contains("<h2>Latency by percentile</h2>", "<h2>Lag</h2>", "land-use-3");
    }

    @Test
    void saysWhichOptionIsWrong() {
        // Given a warm-up longer than the run
        StringWriter err = new StringWriter();

        // When it is asked for
        int code = Main.run(
                new PrintWriter(new StringWriter(), true),
                new PrintWriter(err, true),
                "run",
                "--bootstrap-servers",
                "127.0.0.1:1",
                "--seconds",
                "3",
                "--warm-up",
                "5");

        // Then it is refused before anything is sent
        assertThat(code).isEqualTo(1);
        assertThat(err.toString()).contains("--warm-up must be at least 0 and less than --seconds");
    }
}
