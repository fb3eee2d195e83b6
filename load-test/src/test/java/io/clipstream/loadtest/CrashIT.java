package io.clipstream.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A few faults of each kind of run; longer ones are started by hand, see the README. */
@Timeout(600)
class CrashIT {
    @ParameterizedTest
    @CsvSource({"exactly-once, classic, 4", "at-least-once, streams, 6"})
    void losesNoImageWhateverIsKilled(String guarantee, String protocol, String seed) throws Exception {
        // Given
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();

        // When instances and brokers are hurt a few times while images flow
        int code = Main.run(
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                "crash",
                "--faults",
                "4",
                "--seed",
                seed,
                "--guarantee",
                guarantee,
                "--protocol",
                protocol,
                "--rate",
                "50",
                "--json");

        // Then every image has its answer, and under exactly-once one alone, in order
        assertThat(code).as("%s%s", err, out).isZero();
        JsonNode result = new ObjectMapper().readTree(out.toString());
        assertThat(result.path("faults").asInt()).isEqualTo(4);
        assertThat(result.path("sent").asInt()).isPositive();
        assertThat(result.path("lost").asInt(-1)).isZero();
        assertThat(result.path("wrong").asInt(-1)).isZero();
        if (guarantee.equals("exactly-once")) {
            assertThat(result.path("duplicated").asInt(-1)).isZero();
            assertThat(result.path("disordered").asInt(-1)).isZero();
        }
    }
}
