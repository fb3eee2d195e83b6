package io.clipstream.app.reembed;

import io.clipstream.clip.Backbone;
import io.clipstream.clip.ImageEncoder;
import io.clipstream.clip.ImagePreprocessor;
import io.clipstream.clip.TextEncoder;
import java.nio.ByteBuffer;
import java.util.List;

/** Another backbone as good as the one it stands on: its features have their values in the opposite order. */
final class ReversedBackbone implements Backbone {
    static final String MODEL = "reversed";

    private final Backbone real;

    ReversedBackbone(Backbone real) {
        this.real = real;
    }

    private static void reverse(float[] values, int from, int count) {
        for (int i = 0; i < count / 2; i++) {
            float value = values[from + i];
            values[from + i] = values[from + count - 1 - i];
            values[from + count - 1 - i] = value;
        }
    }

    @Override
    public String modelId() {
        return MODEL;
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
                float[] rows = encoder.encode(pixels, count);
                for (int i = 0; i < count; i++) {
                    reverse(rows, i * dimension(), dimension());
                }
                return rows;
            }

            @Override
            public void close() {
                encoder.close();
            }
        };
    }

    @Override
    public TextEncoder newTextEncoder() {
        TextEncoder encoder = real.newTextEncoder();
        return new TextEncoder() {
            @Override
            public int dimension() {
                return encoder.dimension();
            }

            @Override
            public int length(String text) {
                return encoder.length(text);
            }

            @Override
            public float[][] encode(List<String> texts) {
                float[][] rows = encoder.encode(texts);
                for (float[] row : rows) {
                    reverse(row, 0, row.length);
                }
                return rows;
            }

            @Override
            public void close() {
                encoder.close();
            }
        };
    }

    @Override
    public String textEncoderId() {
        return MODEL + real.textEncoderId();
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
    public ImagePreprocessor preprocessor() {
        return real.preprocessor();
    }

    @Override
    public void close() {
        real.close();
    }
}
