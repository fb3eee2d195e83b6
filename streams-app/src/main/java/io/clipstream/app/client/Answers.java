package io.clipstream.app.client;

import io.clipstream.adapter.Adapter;
import io.clipstream.adapter.InvalidAdapterException;
import io.clipstream.schemas.AdapterVersion;
import io.clipstream.scoring.Doubt;
import io.clipstream.scoring.Margins;
import io.clipstream.scoring.ReviewPolicy;
import io.clipstream.topology.KnowledgeRecords;
import java.util.List;

/**
 * What a version says of some images, as scorers would tell it.
 *
 * @param labels of the classes
 * @param probabilities a row an image, in the order of the labels
 */
record Answers(List<String> labels, List<float[]> probabilities) {
    /**
     * Asks a version.
     *
     * @param rows of the version's dimension
     * @throws InvalidAdapterException if it cannot be loaded
     */
    static Answers of(AdapterVersion version, List<RecentFeatures.Row> rows) throws InvalidAdapterException {
        Adapter adapter = KnowledgeRecords.adapter(version);
        return new Answers(
                version.getLabels(),
                rows.stream()
                        .map(row -> {
                            float[] probabilities = new float[adapter.classes()];
                            adapter.probabilities(row.feature(), 1, probabilities);
                            return probabilities;
                        })
                        .toList());
    }

    /** The most probable label of an image. */
    String label(int image) {
        return labels.get(Margins.best(probabilities.get(image)));
    }

    /** How many of the images would not be accepted; how novel they are is not looked at. */
    int doubtful(ReviewPolicy policy) {
        return (int) probabilities.stream()
                .filter(p -> Doubt.of(p[Margins.best(p)], Margins.margin(p), Float.NaN, policy) != null)
                .count();
    }

    /** Probabilities of an image by other labels, 0 for those that it does not know; {@code places} says where each goes. */
    float[] placed(int image, int[] places, int size) {
        float[] placed = new float[size];
        float[] own = probabilities.get(image);
        for (int c = 0; c < own.length; c++) {
            placed[places[c]] += own[c];
        }
        return placed;
    }
}
