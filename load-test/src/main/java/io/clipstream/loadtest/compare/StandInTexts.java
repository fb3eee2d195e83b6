package io.clipstream.loadtest.compare;

import io.clipstream.clip.Backbone;
import io.clipstream.clip.ForwardingBackbone;
import io.clipstream.clip.ImageEncoder;
import io.clipstream.clip.TextEncoder;
import java.util.List;
import java.util.Random;

/**
 * A backbone with the name of a real one and text features drawn from the texts alone: a head takes the same time whatever
 * stands in it, and random weights come without a tokenizer. It encodes no images.
 */
final class StandInTexts extends ForwardingBackbone {
    StandInTexts(Backbone model) {
        super(model);
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
    public ImageEncoder newImageEncoder() {
        throw new UnsupportedOperationException("only texts are encoded here");
    }

    @Override
    public TextEncoder newTextEncoder() {
        int dimension = dimension();
        return new TextEncoder() {
            @Override
            public int dimension() {
                return dimension;
            }

            @Override
            public int length(String text) {
                return 1;
            }

            @Override
            public float[][] encode(List<String> texts) {
                return features(texts, dimension);
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public String textEncoderId() {
        return "stand-in-" + modelId();
    }

    /** The model stays its owner's. */
    @Override
    public void close() {}
}
