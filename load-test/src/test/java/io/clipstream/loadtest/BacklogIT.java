package io.clipstream.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A short backlog; whether memory is flat takes a longer one, started by hand, see the README. */
@Timeout(600)
class BacklogIT {
    private static final int IMAGES = 120;
    private static final int HEAP = 192;

    @Test
    void scoresManyTimesMoreThanItsHeapHoldsInOrder(@TempDir Path state) throws Exception {
        // Given a queue of images that, decoded, are several times the scorer's heap
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();

        // When one process scores it on a device that takes its time
        Main.run(
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                "backlog",
                "--images",
                Integer.toString(IMAGES),
                "--image-bytes",
                "1500000",
                "--pixels",
                "2000x1500",
                "--partitions",
                "12",
                "--heap",
                Integer.toString(HEAP),
                "--batch-millis",
                "50",
                "--state",
                state.toString(),
                "--json");

        // Then each image has its one prediction, in order, and the heap was never short
        JsonNode result = new ObjectMapper().readTree(out.toString());
        assertThat(result.path("scored").asInt()).as("%s%s", err, out).isEqualTo(IMAGES);
        for (String count : new String[] {"lost", "deadLetters", "duplicated", "disordered"}) {
            assertThat(result.path(count).asInt(-1)).as(count).isZero();
        }
        assertThat(result.path("imageBytes").asLong() * IMAGES).isGreaterThan(HEAP / 2 * 1_000_000L);
        assertThat(result.path("heapLiveMax").asDouble()).isBetween(1.0, (double) HEAP);
        assertThat(result.path("rssMax").asDouble())
                .isGreaterThan(result.path("heapLiveMax").asDouble());
    }
}
