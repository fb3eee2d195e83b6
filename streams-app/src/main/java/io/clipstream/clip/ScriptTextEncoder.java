package io.clipstream.clip;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/** The text tower in TorchScript, with its tokenizer; one thread at a time. */
final class ScriptTextEncoder implements TextEncoder {
    // Bounds the activations' memory when a task brings hundreds of prompts.
    private static final int BATCH = 32;

    private final EncoderModule module;
    private final ClipTokenizer tokenizer;
    private final PtNDManager manager;
    private final int dimension;
    private final ByteBuffer direct;

    ScriptTextEncoder(EncoderModule module, ClipTokenizer tokenizer, ClipConfig config) {
        this.module = module;
        this.tokenizer = tokenizer;
        this.manager = module.newManager();
        this.dimension = config.dimension();
        this.direct = ByteBuffer.allocateDirect(BATCH * config.contextLength() * Long.BYTES)
                .order(ByteOrder.nativeOrder());
    }

    @Override
    public int dimension() {
        return dimension;
    }

    @Override
    public float[][] encode(List<String> texts) {
        float[][] features = new float[texts.size()][];
        for (int from = 0; from < texts.size(); from += BATCH) {
            List<String> batch = texts.subList(from, Math.min(from + BATCH, texts.size()));
            float[] rows = encodeBatch(batch.stream().map(tokenizer::encode).toArray(long[][]::new));
            for (int i = 0; i < batch.size(); i++) {
                features[from + i] = Arrays.copyOfRange(rows, i * dimension, (i + 1) * dimension);
            }
        }
        return features;
    }

    private float[] encodeBatch(long[][] ids) {
        int longest = Arrays.stream(ids).mapToInt(row -> row.length).max().orElseThrow();
        direct.clear();
        for (long[] row : ids) {
            // The mask is causal and a text is read at its first end token, so what stands after it has no effect.
            Arrays.stream(Arrays.copyOf(row, longest)).forEach(direct::putLong);
        }
        ByteBuffer input = direct.flip().slice();
        return module.encode("encode_text", manager, input, new Shape(ids.length, longest), DataType.INT64);
    }

    @Override
    public void close() {
        manager.close();
    }
}
