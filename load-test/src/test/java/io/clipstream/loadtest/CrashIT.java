package io.clipstream.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A few faults of each kind of run; longer ones are started by hand, see the README. */
@Timeout(900)
class CrashIT {
    private static final int FAULTS = 4;

    @ParameterizedTest
    @CsvSource({"exactly-once, classic, 4", "at-least-once, streams, 6"})
    void losesNoImageWhateverIsKilled(String guarantee, String protocol, String seed) throws Exception {
        // When instances and brokers are hurt a few times while images flow and versions change
        JsonNode result = crash("--guarantee", guarantee, "--protocol", protocol, "--seed", seed, "--rate", "50");

        // Then every image has its answer from the version that it names, and under exactly-once one alone, in order
        none(result, "lost", "wrong", "wrongVersion", "duplicatedOutsideWindow");
        assertThat(result.path("versions").asInt()).isGreaterThan(1);
        if (guarantee.equals("exactly-once")) {
            none(result, "duplicated", "disordered", "staleVersion");
        }
    }

    @Test
    void learnsTheSameWhateverIsKilled() throws Exception {
        // When collect and retrain are hurt a few times while corrections flow
        JsonNode result = crash("--roles", "learn", "--seed", "3", "--match-seconds", "40");

        // Then buffer, dead letters and versions are what they are without faults
        none(result, "lost", "duplicated", "different", "differentFromCalm", "championsBehind");
        none(result, "disordered", "dangling", "promotionFaults");
        assertThat(result.path("versions").asInt()).isGreaterThan(3);
    }

    private static JsonNode crash(String... flags) throws Exception {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        List<String> line = new ArrayList<>(List.of("crash", "--faults", Integer.toString(FAULTS), "--json"));
        line.addAll(List.of(flags));
        int code = Main.run(new PrintWriter(out, true), new PrintWriter(err, true), line.toArray(String[]::new));
        assertThat(code).as("%s%s", err, out).isZero();
        JsonNode result = new ObjectMapper().readTree(out.toString());
        assertThat(result.path("faults").asInt()).isEqualTo(FAULTS);
        assertThat(result.path("sent").asInt()).isPositive();
        return result;
    }

    private static void none(JsonNode result, String... figures) {
        for (String figure : figures) {
            assertThat(result.path(figure).asInt(-1))
                    .as("%s of %s", figure, result)
                    .isZero();
        }
    }
}
