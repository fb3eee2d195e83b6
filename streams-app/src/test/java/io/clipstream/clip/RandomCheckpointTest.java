package io.clipstream.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RandomCheckpointTest {
    private static final ClipConfig SMALL = new ClipConfig(
            24,
            new TowerConfig(48, 192, 3, 4, "quick_gelu", 1e-5),
            32,
            8,
            new TowerConfig(32, 128, 2, 4, "quick_gelu", 1e-5),
            64,
            16,
            63);

    @TempDir
    Path directory;

    @Test
    void loadsLikeAnyCheckpointAndEncodesToFiniteFeatures() throws Exception {
        // Given a checkpoint with random weights
        RandomCheckpoint.write(directory, SMALL, 1);

        // When it is loaded and encodes two different images
        try (ClipModel model = ClipModel.load(directory, LoadOptions.imageTower());
                ImageEncoder encoder = model.newImageEncoder()) {
            ByteBuffer pixels = ByteBuffer.allocate(2 * 32 * 32 * 3);
            for (int i = 32 * 32 * 3; i < pixels.capacity(); i++) {
                pixels.put(i, (byte) (i * 31));
            }
            float[] features = encoder.encode(pixels, 2);

            // Then the features are finite, of length 1, and not the same
            assertThat(model.dimension()).isEqualTo(24);
            assertThat(model.logitScale()).isBetween(98f, 102f);
            double[] length = new double[2];
            double cosine = 0;
            for (int i = 0; i < 24; i++) {
                length[0] += features[i] * features[i];
                length[1] += features[24 + i] * features[24 + i];
                cosine += features[i] * features[24 + i];
            }
            assertThat(length[0]).isBetween(0.999, 1.001);
            assertThat(length[1]).isBetween(0.999, 1.001);
            assertThat(cosine).isLessThan(0.999);
        }
    }

    @Test
    void sameSeedGivesTheSameBackboneAndAnotherSeedAnother() throws Exception {
        String first = modelId(1);
        assertThat(modelId(1)).isEqualTo(first);
        assertThat(modelId(2)).isNotEqualTo(first);
    }

    @Test
    void namesAreUnderstoodAsThePapersWriteThem() {
        assertThat(Architecture.of("ViT-L/14@336")).isEqualTo(Architecture.VIT_L_14_336);
        assertThat(Architecture.of("vit-b-32").config())
                .isEqualTo(new ClipConfig(
                        512,
                        new TowerConfig(768, 3072, 12, 12, "quick_gelu", 1e-5),
                        224,
                        32,
                        new TowerConfig(512, 2048, 12, 8, "quick_gelu", 1e-5),
                        49408,
                        77,
                        49407));
        assertThatThrownBy(() -> Architecture.of("resnet-50"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("resnet-50", "vit-b-32, vit-b-16, vit-l-14, vit-l-14-336, vit-h-14");
    }

    private String modelId(long seed) throws Exception {
        Path folder = Files.createTempDirectory(directory, "seed");
        RandomCheckpoint.write(folder, SMALL, seed);
        try (ClipModel model = ClipModel.load(folder, LoadOptions.imageTower())) {
            return model.modelId();
        }
    }
}
