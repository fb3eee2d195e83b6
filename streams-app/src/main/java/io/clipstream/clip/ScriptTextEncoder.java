package io.clipstream.clip;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/**
 * The text tower in TorchScript, with its tokenizer; one thread at a time.
 *
 * <p>Texts are encoded with others of exactly their length, always {@link TextFeatures#BATCH} at once, the last group filled
 * up with repetitions: matrix products choose their kernels by shape, and the last bits of a feature with them. So a text's
 * shape, and its feature, does not depend on what else is encoded. It is the fastest way too, as nothing is padded.
 */
final class ScriptTextEncoder implements TextEncoder {
    private static final int BATCH = TextFeatures.BATCH;

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
    public int length(String text) {
        return tokenizer.encode(text).length;
    }

    @Override
    public float[][] encode(List<String> texts) {
        long[][] ids = texts.stream().map(tokenizer::encode).toArray(long[][]::new);
        TreeMap<Integer, List<Integer>> byLength = new TreeMap<>();
        for (int i = 0; i < ids.length; i++) {
            byLength.computeIfAbsent(ids[i].length, length -> new ArrayList<>()).add(i);
        }
        float[][] features = new float[ids.length][];
        for (List<Integer> group : byLength.values()) {
            for (int from = 0; from < group.size(); from += BATCH) {
                encodeBatch(ids, group.subList(from, Math.min(from + BATCH, group.size())), features);
            }
        }
        return features;
    }

    private void encodeBatch(long[][] ids, List<Integer> batch, float[][] features) {
        int length = ids[batch.get(0)].length;
        direct.clear();
        for (int row = 0; row < BATCH; row++) {
            Arrays.stream(ids[batch.get(Math.min(row, batch.size() - 1))]).forEach(direct::putLong);
        }
        ByteBuffer input = direct.flip().slice();
        float[] rows = module.encode("encode_text", manager, input, new Shape(BATCH, length), DataType.INT64);
        for (int i = 0; i < batch.size(); i++) {
            features[batch.get(i)] = Arrays.copyOfRange(rows, i * dimension, (i + 1) * dimension);
        }
    }

    @Override
    public void close() {
        manager.close();
    }
}
