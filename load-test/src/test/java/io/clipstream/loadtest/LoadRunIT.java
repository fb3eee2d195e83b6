package io.clipstream.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

/** A short run on a system of its own, as a user starts it. */
class LoadRunIT {
    @Test
    void accountsForEveryImageOfARunOnItsOwnSystem() throws Exception {
        // Given nothing but this machine
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();

        // When ten images a second are sent for six seconds, two of them warm-up
        int code = Main.run(
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                "run",
                "--rate",
                "10",
                "--seconds",
                "6",
                "--warm-up",
                "2",
                "--json");

        // Then each has one prediction, and the latency of those after the warm-up is known
        assertThat(code).as("%s", err).isZero();
        JsonNode result = new ObjectMapper().readTree(out.toString());
        assertThat(result.path("sent").asInt()).isEqualTo(60);
        assertThat(result.path("received").asInt()).isEqualTo(60);
        assertThat(result.path("lost").asInt(-1)).isZero();
        assertThat(result.path("duplicated").asInt(-1)).isZero();
        assertThat(result.path("latencyMsP50").asDouble()).isPositive();
        assertThat(result.path("latencyMsP99").asDouble())
                .isGreaterThanOrEqualTo(result.path("latencyMsP50").asDouble());
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
