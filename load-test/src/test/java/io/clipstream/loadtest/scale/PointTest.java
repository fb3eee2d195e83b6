package io.clipstream.loadtest.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PointTest {
    private final Point first =
            new Point(1, "1", Map.of(Measure.IMAGES_PER_SECOND, 400.0, Measure.HEAP, 20.0, Measure.FIT, 0.0));
    private final Point last =
            new Point(64, "64", Map.of(Measure.IMAGES_PER_SECOND, 300.0, Measure.READY, 3.0, Measure.FIT, 2.0));

    @Test
    void dividesEachValueByThatOfTheFirstPoint() {
        // When, then
        assertThat(last.ratios(first)).isEqualTo(Map.of(Measure.IMAGES_PER_SECOND, 0.75));
        assertThat(first.ratios(first)).isEqualTo(Map.of(Measure.IMAGES_PER_SECOND, 1.0, Measure.HEAP, 1.0));
    }

    @Test
    void leavesOutWhatIsNoNumber() {
        // When
        Point point = new Point(1, "1", Map.of(Measure.BATCH, Double.NaN, Measure.HEAP, 5.0));

        // Then
        assertThat(point.values()).isEqualTo(Map.of(Measure.HEAP, 5.0));
    }

    @Test
    void writesThePointsOfEachAxisAsJson() throws Exception {
        // Given
        ScaleReport report = new ScaleReport(Map.of("cores", 2), Map.of(ScaleAxis.IMAGE_SIZE, List.of(first, last)));

        // When
        ObjectMapper json = new ObjectMapper();
        JsonNode read = json.readTree(json.writeValueAsString(report.json()));

        // Then
        assertThat(read.get("cores").asInt()).isEqualTo(2);
        JsonNode points = read.get("axes").get("image-size");
        assertThat(points).hasSize(2);
        assertThat(points.get(1).get("at").asDouble()).isEqualTo(64);
        assertThat(points.get(1).get("imagesPerSecond").asDouble()).isEqualTo(300);
        assertThat(points.get(1).get("ratios").get("imagesPerSecond").asDouble())
                .isEqualTo(0.75);
    }

    @Test
    void showsEveryPointOnThePage() {
        // When
        String page = new ScaleReport(Map.of("cores", 2), Map.of(ScaleAxis.PARTITIONS, List.of(first, last)))
                .page()
                .html();

        // Then
        assertThat(page).contains("<td>64</td>", "<td>300</td>", "images/s", "<svg");
    }

    @Test
    void namesTheAxesThereAreWhereOneIsUnknown() {
        // When, then
        assertThat(ScaleAxis.of("image-size")).isEqualTo(ScaleAxis.IMAGE_SIZE);
        assertThatThrownBy(() -> ScaleAxis.of("weather"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("axis 'weather' is unknown, expected some of "
                        + "partitions,tasks,classes,buffer,image-size,instances,restart");
    }
}
