package io.clipstream.loadtest.simulated;

import io.clipstream.clip.Backbone;
import io.clipstream.clip.ImageEncoder;
import io.clipstream.clip.ImagePreprocessor;
import io.clipstream.clip.TextEncoder;
import java.nio.ByteBuffer;

/** A real backbone, with its real decoding and encoding, in front of a device that takes some time more for each batch. */
public final class SlowBackbone implements Backbone {
    private final Backbone real;
    private final SimulatedDevice device;

    public SlowBackbone(Backbone real, SimulatedDevice device) {
        this.real = real;
        this.device = device;
    }

    @Override
    public ImageEncoder newImageEncoder() {
        ImageEncoder encoder = real.newImageEncoder();
        return new ImageEncoder() {
            @Override
            public int dimension() {
                return encoder.dimension();
            }

            @Override
            public int imageSize() {
                return encoder.imageSize();
            }

            @Override
            public float[] encode(ByteBuffer pixels, int count) {
                device.compute(count);
                return encoder.encode(pixels, count);
            }

            @Override
            public void close() {
                encoder.close();
            }
        };
    }

    @Override
    public String modelId() {
        return real.modelId();
    }

    @Override
    public int dimension() {
        return real.dimension();
    }

    @Override
    public int imageSize() {
        return real.imageSize();
    }

    @Override
    public float logitScale() {
        return real.logitScale();
    }

    @Override
    public TextEncoder newTextEncoder() {
        return real.newTextEncoder();
    }

    @Override
    public String textEncoderId() {
        return real.textEncoderId();
    }

    @Override
    public ImagePreprocessor preprocessor() {
        return real.preprocessor();
    }

    @Override
    public void close() {
        real.close();
    }
}
