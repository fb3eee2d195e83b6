package io.clipstream.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class FuzzIT {
    @Test
    void accountsForEveryRecordHoweverItIsBroken() throws Exception {
        // Given
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();

        // When broken records come on every topic, good ones among them
        int code = Main.run(
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                "fuzz",
                "--records",
                "2000",
                "--seed",
                "4",
                "--json");

        // Then each has one end, the good images their predictions, and no role had a fault
        assertThat(code).as("%s%s", err, out).isZero();
        JsonNode result = new ObjectMapper().readTree(out.toString());
        assertThat(result.path("sent").asInt()).isGreaterThan(1_900);
        assertThat(result.path("accounted").asInt())
                .isEqualTo(result.path("sent").asInt());
        assertThat(result.path("neighbours").asInt()).isPositive();
        assertThat(result.path("letters").size()).isGreaterThan(12);
    }
}
