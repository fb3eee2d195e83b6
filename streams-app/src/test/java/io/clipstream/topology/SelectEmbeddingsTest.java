package io.clipstream.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.adapter.HalfFloats;
import io.clipstream.schemas.Decision;
import io.clipstream.schemas.Embedding;
import io.clipstream.schemas.Example;
import io.clipstream.schemas.LiveCorrection;
import io.clipstream.schemas.PredictedView;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What the buffer makes of images that were embedded again for another backbone. */
class SelectEmbeddingsTest {
    private static final String OTHER = "model-2";

    private final SelectBuffer buffer =
            new SelectBuffer(new SelectRules(Map.of("cat", "cat"), 2, SelectPolicy.MOST_RECENT, 1, 1, Map.of()));

    @Test
    void examplesTakeTheNewFeatureAndMakeRoomForThoseBehindThem() {
        // Given five words for two places
        words(5);
        assertThat(models()).isEqualTo(Map.of("i4", LearningRecords.MODEL, "i3", LearningRecords.MODEL));

        // When what the buffer shows is embedded again, round by round
        buffer.add(embedding("i4", 100));
        buffer.add(embedding("i3", 100));

        // Then both backbones have their places
        assertThat(models())
                .isEqualTo(Map.of("i4", OTHER, "i3", OTHER, "i2", LearningRecords.MODEL, "i1", LearningRecords.MODEL));
        Example example = buffer.content().get("i4");
        assertThat(example.getFeature()).isEqualTo(feature("i4 again"));
        assertThat(example.getZeroShotMargin()).isEqualTo(0.125f);
        assertThat(example.getTrains()).isTrue();

        // When all are
        List.of("i2", "i1", "i0").forEach(id -> buffer.add(embedding(id, 100)));

        // Then the buffer is what it would be had there never been another backbone
        assertThat(models()).isEqualTo(Map.of("i4", OTHER, "i3", OTHER));
    }

    @Test
    void imagesThatAreGoneGiveWayToThoseThatMayBeThere() {
        // Given
        words(4);

        // When the first two are found to be gone
        buffer.add(gone("i3", 100));
        buffer.add(gone("i2", 100));

        // Then those behind them come up, in their places
        assertThat(models().keySet()).containsExactly("i0", "i1");

        // When these can be embedded
        buffer.add(embedding("i0", 100));
        buffer.add(embedding("i1", 100));

        // Then the others are still of use to their own backbone
        assertThat(models())
                .isEqualTo(Map.of("i0", OTHER, "i1", OTHER, "i2", LearningRecords.MODEL, "i3", LearningRecords.MODEL));

        // When one was there after all
        buffer.add(embedding("i3", 101));

        // Then it counts as the newest
        assertThat(models()).isEqualTo(Map.of("i3", OTHER, "i1", OTHER, "i2", LearningRecords.MODEL));
    }

    @Test
    void theLastEmbeddingCountsInWhateverOrderTheyCome() {
        // Given
        words(1);

        // When
        buffer.add(embedding("i0", 200));
        boolean kept = buffer.add(gone("i0", 100));

        // Then
        assertThat(kept).isFalse();
        assertThat(models()).isEqualTo(Map.of("i0", OTHER));
    }

    @Test
    void aPredictionThatWasMadeLaterHasTheLastWord() {
        // Given an image that was embedded again
        words(1);
        buffer.add(embedding("i0", 100));

        // When it is corrected anew, by a prediction from before and then by one from after that
        buffer.add(word("i0", 20, 99));
        assertThat(models()).isEqualTo(Map.of("i0", OTHER));
        buffer.add(word("i0", 30, 101));

        // Then
        assertThat(models()).isEqualTo(Map.of("i0", LearningRecords.MODEL));
    }

    @Test
    void nothingIsKeptOfAnImageOfWhichNobodySpeaks() {
        // Given
        words(1);
        buffer.add(embedding("i0", 100));
        assertThat(buffer.isEmbedded("i0")).isTrue();

        // When
        buffer.add(LearningRecords.withdrawal("i0", "ann", 50));

        // Then
        assertThat(buffer.isEmbedded("i0")).isFalse();
        assertThat(buffer.add(embedding("i0", 300))).isFalse();
        assertThat(buffer.add(embedding("never corrected", 300))).isFalse();
    }

    private void words(int count) {
        for (int i = 0; i < count; i++) {
            buffer.add(LearningRecords.word("i" + i, "ann", "cat", 10 + i));
        }
        buffer.changes();
    }

    private Map<String, String> models() {
        buffer.changes();
        Map<String, String> models = new TreeMap<>();
        buffer.content().forEach((id, example) -> models.put(id, example.getModelId()));
        return models;
    }

    private static LiveCorrection word(String imageId, int seconds, int predictedAt) {
        return LiveCorrection.newBuilder(LearningRecords.word(imageId, "ann", "cat", seconds))
                .setPredicted(PredictedView.newBuilder()
                        .setAdapterVersion(1)
                        .setLabel("cat")
                        .setProbability(0.5f)
                        .setMargin(0.25f)
                        .setDecision(Decision.ACCEPTED)
                        .setPredictedAt(Instant.ofEpochSecond(predictedAt))
                        .setEventTime(Instant.EPOCH)
                        .build())
                .build();
    }

    private static Embedding embedding(String imageId, int seconds) {
        return Embedding.newBuilder(gone(imageId, seconds))
                .setFeature(feature(imageId + " again"))
                .setZeroShotMargin(0.125f)
                .build();
    }

    private static Embedding gone(String imageId, int seconds) {
        return Embedding.newBuilder()
                .setImageId(imageId)
                .setModelId(OTHER)
                .setEmbeddedAt(Instant.ofEpochSecond(seconds))
                .build();
    }

    private static ByteBuffer feature(String name) {
        return ByteBuffer.wrap(HalfFloats.toBytes(LearningRecords.feature(name)));
    }
}
