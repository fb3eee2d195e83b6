package io.clipstream.app.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.clipstream.clip.Architecture;
import io.clipstream.clip.ImageTowerShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TowerWorkTest {
    // Multiplications and additions in 10⁹ as OpenCLIP's model profile publishes them.
    @ParameterizedTest
    @CsvSource({
        "vit-b-32, 4.41",
        "vit-b-16, 17.58",
        "vit-l-14, 81.08",
        "vit-l-14-336, 191.1",
        "vit-h-14, 167.4",
        "vit-g-14, 267.18",
        "vit-bigg-14, 483.96"
    })
    void agreesWithThePublishedCounts(String architecture, double gmacs) {
        // Given, When
        long flops = TowerWork.flops(Architecture.of(architecture).imageTower());

        // Then it is within the half percent that profilers differ by in counting norms and biases
        assertThat(flops / 2e9).isCloseTo(gmacs, within(gmacs * 0.005));
    }

    @Test
    void countsEveryProductOfASmallTower() {
        // Given 4 patches of 2 × 2 pixels, width 3, MLP 5, one layer, features of 7
        ImageTowerShape tower = new ImageTowerShape(4, 2, 3, 5, 1, 1, 7);

        // When
        long flops = TowerWork.flops(tower);

        // Then: patches 4·12·3; q, k, v, out 5·4·9; scores and sums 2·25·3; MLP 5·2·15; projection 21; two each
        assertThat(flops).isEqualTo(2 * (144 + 180 + 150 + 150 + 21));
    }
}
