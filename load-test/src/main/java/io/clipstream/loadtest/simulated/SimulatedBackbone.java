package io.clipstream.loadtest.simulated;

import io.clipstream.clip.Backbone;
import io.clipstream.clip.ImageEncoder;
import io.clipstream.clip.ImageFormatException;
import io.clipstream.clip.ImagePreprocessor;
import io.clipstream.clip.TextEncoder;
import java.nio.ByteBuffer;
import java.util.List;

/** A backbone whose features a model makes up and whose time a device takes; all its encoders share that device. */
public final class SimulatedBackbone implements Backbone {
    private final SimulatedModel model;
    private final SimulatedDevice device;

    public SimulatedBackbone(SimulatedModel model, SimulatedDevice device) {
        this.model = model;
        this.device = device;
    }

    @Override
    public ImageEncoder newImageEncoder() {
        return new ImageEncoder() {
            @Override
            public int dimension() {
                return model.dimension();
            }

            @Override
            public int imageSize() {
                return model.imageSize();
            }

            @Override
            public float[] encode(ByteBuffer pixels, int count) {
                device.compute(count);
                return model.features(pixels, count);
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public ImagePreprocessor preprocessor() {
        return new ImagePreprocessor() {
            @Override
            public int imageSize() {
                return model.imageSize();
            }

            @Override
            public byte[] preprocess(byte[] encoded) throws ImageFormatException {
                return model.preprocess(encoded);
            }
        };
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
                return texts.stream().map(model::text).toArray(float[][]::new);
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public String modelId() {
        return model.modelId();
    }

    @Override
    public String textEncoderId() {
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
    public void close() {}
}
