package io.clipstream.app.shadow;

import io.clipstream.adapter.Adapter;
import io.clipstream.adapter.HalfFloats;
import io.clipstream.adapter.InvalidAdapterException;
import io.clipstream.schemas.AdapterVersion;
import io.clipstream.schemas.LabelProbability;
import io.clipstream.schemas.Prediction;
import io.clipstream.scoring.Margins;
import io.clipstream.topology.KnowledgeRecords;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Says what one version would have said of images that another has answered, from the features in their predictions: no
 * image is read or encoded again, and the scorers notice nothing. Immutable and safe for use by many threads.
 *
 * <p>Features travel in half precision, so probabilities differ from a scorer's by what that rounding does to them (under
 * 0.01 at a logit scale of 100).
 */
public final class ShadowScorer {
    private final AdapterVersion version;
    private final Adapter adapter;

    /**
     * Loads the version.
     *
     * @throws InvalidAdapterException if it is damaged
     */
    public ShadowScorer(AdapterVersion version) throws InvalidAdapterException {
        this.version = version;
        this.adapter = KnowledgeRecords.adapter(version);
    }

    /** The version's class labels. */
    List<String> labels() {
        return version.getLabels();
    }

    /** Whether a prediction's feature is of the version's task and backbone. */
    boolean canScore(Prediction prediction) {
        return version.getTask().equals(prediction.getTask())
                && version.getModelId().equals(prediction.getModelId())
                && prediction.getFeature().remaining() == 2 * version.getDimension();
    }

    /** Probabilities [K] of an image, from its prediction's feature. */
    float[] probabilities(Prediction prediction) {
        float[] probabilities = new float[adapter.classes()];
        adapter.probabilities(feature(prediction), 1, probabilities);
        return probabilities;
    }

    /**
     * The prediction as this version would have made it. Its decision, and the figures about review, stay those of the
     * prediction that was made: a shadow decides nothing.
     */
    Prediction prediction(Prediction made, float[] probabilities, Instant now) {
        List<LabelProbability> top = IntStream.range(0, probabilities.length)
                .boxed()
                .sorted((a, b) -> Float.compare(probabilities[b], probabilities[a]))
                .limit(made.getTop().size())
                .map(c -> new LabelProbability(labels().get(c), probabilities[c]))
                .toList();
        return Prediction.newBuilder(made)
                .setAdapterVersion(version.getVersion())
                .setTop(top)
                .setMargin(Margins.margin(probabilities))
                .setPredictedAt(now)
                .build();
    }

    private static float[] feature(Prediction prediction) {
        ByteBuffer stored = prediction.getFeature().duplicate();
        byte[] bytes = new byte[stored.remaining()];
        stored.get(bytes);
        float[] feature = HalfFloats.toFloats(bytes);
        double squares = 0;
        for (float value : feature) {
            squares += (double) value * value;
        }
        float length = (float) Math.sqrt(squares);
        for (int i = 0; i < feature.length; i++) {
            feature[i] /= length;
        }
        return feature;
    }
}
