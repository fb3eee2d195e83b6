package io.clipstream.app.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.clipstream.schemas.AdapterVersion;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VersionDifferenceTest {
    private final AdapterVersion straight =
            Versions.of(1, List.of("cat", "dog"), new float[][] {{1, 0}, {0, 1}}, List.of("a", "b"));

    @Test
    void countsTheImagesThatGetAnotherLabel() throws Exception {
        // Given a version with the classes' rows exchanged, and one with another class in place of the dog
        AdapterVersion crossed =
                Versions.of(2, List.of("cat", "dog"), new float[][] {{0, 1}, {1, 0}}, List.of("b", "c"));
        AdapterVersion another = Versions.of(3, List.of("cat", "owl"), new float[][] {{1, 0}, {0, 1}}, List.of());
        List<RecentFeatures.Row> images = List.of(image(1, 0), image(0.8f, 0.6f), image(0, 1));

        // When
        VersionDifference turned = VersionDifference.of(straight, crossed, images);
        VersionDifference renamed = VersionDifference.of(straight, another, images);

        // Then
        assertThat(turned.shift().changed()).isEqualTo(3);
        assertThat(turned.shift().changes()).isEqualTo(Map.of("cat -> dog", 2, "dog -> cat", 1));
        assertThat(turned.added()).containsExactly("c");
        assertThat(turned.removed()).containsExactly("a");
        assertThat(turned.shift().meanShift()).isBetween(0.8, 1.0);
        assertThat(renamed.shift().changes()).isEqualTo(Map.of("dog -> owl", 1));
        assertThat(renamed.fields()).containsKey("labels").doesNotContainKey("method");
    }

    @Test
    void findsNothingBetweenAVersionAndItself() throws Exception {
        VersionDifference none = VersionDifference.of(straight, straight, List.of(image(0.6f, 0.8f)));

        assertThat(none.shift().changed()).isZero();
        assertThat(none.shift().meanShift()).isCloseTo(0, within(1e-9));
        assertThat(none.fields()).isEmpty();
    }

    private static RecentFeatures.Row image(float x, float y) {
        return new RecentFeatures.Row("i", new float[] {x, y});
    }
}
