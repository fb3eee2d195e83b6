package io.clipstream.app.reembed;

import io.clipstream.clip.Backbone;
import io.clipstream.clip.ForwardingBackbone;
import io.clipstream.clip.ForwardingImageEncoder;
import io.clipstream.clip.ImageEncoder;
import io.clipstream.clip.TextEncoder;
import java.nio.ByteBuffer;
import java.util.List;

/** Another backbone as good as the one it stands on: its features have their values in the opposite order. */
final class ReversedBackbone extends ForwardingBackbone {
    static final String MODEL = "reversed";

    ReversedBackbone(Backbone real) {
        super(real);
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
        return new ForwardingImageEncoder(super.newImageEncoder()) {
            @Override
            public float[] encode(ByteBuffer pixels, int count) {
                float[] rows = super.encode(pixels, count);
                for (int i = 0; i < count; i++) {
                    reverse(rows, i * dimension(), dimension());
                }
                return rows;
            }
        };
    }

    @Override
    public TextEncoder newTextEncoder() {
        TextEncoder encoder = super.newTextEncoder();
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
        return MODEL + super.textEncoderId();
    }
}
