package io.clipstream.loadtest.compare;

import io.clipstream.clip.Backbone;
import io.clipstream.clip.ImageEncoder;
import io.clipstream.clip.ImagePreprocessor;
import io.clipstream.clip.TextEncoder;
import java.util.List;
import java.util.Random;

/**
 * A backbone with the name of a real one and text features drawn from the texts alone: a head takes the same time whatever
 * stands in it, and random weights come without a tokenizer. It encodes no images.
 */
final class StandInTexts implements Backbone {
    private final Backbone model;

    StandInTexts(Backbone model) {
        this.model = model;
    }

    /** A row of length 1 for each text. */
    static float[][] features(List<String> texts, int dimension) {
        return texts.stream().map(text -> feature(text, dimension)).toArray(float[][]::new);
    }

    private static float[] feature(String text, int dimension) {
        Random random = new Random(text.hashCode());
        float[] feature = new float[dimension];
        double square = 0;
        for (int i = 0; i < dimension; i++) {
            feature[i] = (float) random.nextGaussian();
            square += feature[i] * feature[i];
        }
        for (int i = 0; i < dimension; i++) {
            feature[i] /= (float) Math.sqrt(square);
        }
        return feature;
    }

    @Override
    public String modelId() {
        return model.modelId();
    }

    @Override
    public int dimension() {
        return model.dimension();
    }

    @Override
    public int imageSize() {
        return model.imageSize();
    }

    @Override
    public float logitScale() {
        return model.logitScale();
    }

    @Override
    public ImageEncoder newImageEncoder() {
        throw new UnsupportedOperationException("only texts are encoded here");
    }

    @Override
    public TextEncoder newTextEncoder() {
        return new TextEncoder() {
            @Override
            public int dimension() {
                return model.dimension();
            }

            @Override
            public int length(String text) {
                return 1;
            }

            @Override
            public float[][] encode(List<String> texts) {
                return features(texts, model.dimension());
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public String textEncoderId() {
        return "stand-in-" + model.modelId();
    }

    @Override
    public ImagePreprocessor preprocessor() {
        return model.preprocessor();
    }

    /** The model stays its owner's. */
    @Override
    public void close() {}
}
