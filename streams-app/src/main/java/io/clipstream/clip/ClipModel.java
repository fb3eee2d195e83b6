package io.clipstream.clip;

import ai.djl.engine.EngineException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;

/**
 * A CLIP checkpoint (Radford et al., 2021, "Learning Transferable Visual Models From Natural Language Supervision") that is
 * loaded and ready to encode.
 *
 * <p>Safe for use by many threads; the encoders it makes belong to one thread each and share its weights. Close the encoders
 * before the model.
 */
public final class ClipModel implements Backbone {
    private final String modelId;
    private final ClipConfig config;
    private final float logitScale;
    private final Arithmetic arithmetic;
    private final StagedPreprocessor preprocessor;
    private final EncoderModule module;
    private final ClipTokenizer tokenizer;

    private ClipModel(
            Checkpoint checkpoint,
            Arithmetic arithmetic,
            EncoderModule module,
            ClipTokenizer tokenizer,
            StagedPreprocessor preprocessor) {
        this.modelId = checkpoint.fingerprint();
        this.config = checkpoint.config();
        this.logitScale = (float) Math.exp(scalar(checkpoint.logitScale()));
        this.arithmetic = arithmetic;
        this.preprocessor = preprocessor;
        this.module = module;
        this.tokenizer = tokenizer;
    }

    /** Loads both towers of a checkpoint; see {@link #load(Path, LoadOptions)}. */
    public static ClipModel load(Path directory) throws CheckpointException {
        return load(directory, LoadOptions.bothTowers());
    }

    /**
     * Loads a checkpoint in the layout of Hugging Face: {@code config.json}, {@code model.safetensors} (F32, F16 or BF16;
     * or shards with their index), {@code preprocessor_config.json} or {@code processor_config.json}, and
     * {@code tokenizer.json} for the text tower.
     *
     * @throws CheckpointException if a file is missing, damaged or not of CLIP's family; names the file and the key or tensor
     * @throws DeviceUnavailableException if a device is asked for that cannot be used
     */
    public static ClipModel load(Path directory, LoadOptions options) throws CheckpointException {
        ClipModel model = read(directory, options);
        // The mapped files' pages count as this process's memory until the collector has let go of their buffers.
        System.gc();
        return model;
    }

    private static ClipModel read(Path directory, LoadOptions options) throws CheckpointException {
        EncoderModule module = null;
        ClipTokenizer tokenizer = null;
        try (Checkpoint checkpoint = Checkpoint.open(directory)) {
            if (options.textTower()) {
                tokenizer = ClipTokenizer.load(directory, checkpoint.config());
            }
            Arithmetic arithmetic = Arithmetic.choose(options.precision(), options.device());
            module = EncoderModule.load();
            boolean packed = module.packs(arithmetic, Processor.here());
            module.setUpImage(checkpoint, arithmetic, packed);
            if (options.textTower()) {
                module.setUpText(checkpoint, arithmetic, packed);
            }
            StagedPreprocessor preprocessor =
                    new ClipPreprocessor(checkpoint.preprocessing(), new ImageDecoder(options.maxImagePixels()));
            return new ClipModel(checkpoint, arithmetic, module, tokenizer, preprocessor);
        } catch (IOException | EngineException e) {
            close(module, tokenizer);
            throw e instanceof CheckpointException
                    ? (CheckpointException) e
                    : new CheckpointException(directory + ": cannot be loaded: " + e.getMessage(), e);
        }
    }

    private static float scalar(StoredTensor tensor) {
        ByteBuffer bytes = tensor.bytes();
        return switch (tensor.dtype()) {
            case "F32" -> bytes.getFloat(0);
            case "BF16" -> Float.intBitsToFloat(bytes.getShort(0) << 16);
            default -> Halves.toFloat(bytes.getShort(0));
        };
    }

    /** Name of this backbone: a fingerprint of architecture, weights and preprocessing, the same on every machine. */
    @Override
    public String modelId() {
        return modelId;
    }

    /** Dimension D of the features. */
    @Override
    public int dimension() {
        return config.dimension();
    }

    /** Side S of the image tower's square input, in pixels. */
    @Override
    public int imageSize() {
        return config.imageSize();
    }

    /** Sizes of the image tower. */
    public ImageTowerShape imageTower() {
        return config.imageTower();
    }

    /** What cosine similarities are multiplied by before the softmax: the exponential of the trained value, often 100. */
    @Override
    public float logitScale() {
        return logitScale;
    }

    /** What the encoders compute with, and why. */
    public Arithmetic arithmetic() {
        return arithmetic;
    }

    /** An image encoder for one thread. */
    @Override
    public ImageEncoder newImageEncoder() {
        return new ScriptImageEncoder(module, config);
    }

    /**
     * A text encoder for one thread.
     *
     * @throws IllegalStateException if the model was loaded without its text tower
     */
    @Override
    public TextEncoder newTextEncoder() {
        if (tokenizer == null) {
            throw new IllegalStateException("this model was loaded without its text tower");
        }
        return new ScriptTextEncoder(module, tokenizer, config);
    }

    /**
     * Names everything that a text's feature depends on beside the text: backbone, tokenizer, arithmetic, and the code and
     * library that compute it. Safe as a file name.
     *
     * @throws IllegalStateException if the model was loaded without its text tower
     */
    @Override
    public String textEncoderId() {
        if (tokenizer == null) {
            throw new IllegalStateException("this model was loaded without its text tower");
        }
        MessageDigest digest = TextKey.sha256();
        digest.update(tokenizer.digest());
        digest.update(EncoderModule.digest());
        digest.update(TorchRuntime.version().getBytes(StandardCharsets.UTF_8));
        return modelId + "-" + arithmetic.precision() + (arithmetic.widened() ? "-widened-" : "-")
                + arithmetic.device().kind().name().toLowerCase(Locale.ROOT) + "-"
                + HexFormat.of().formatHex(digest.digest(), 0, 8);
    }

    /** The preprocessing that belongs to this checkpoint. */
    @Override
    public StagedPreprocessor preprocessor() {
        return preprocessor;
    }

    private static void close(EncoderModule module, ClipTokenizer tokenizer) {
        if (module != null) {
            module.close();
        }
        if (tokenizer != null) {
            tokenizer.close();
        }
    }

    @Override
    public void close() {
        close(module, tokenizer);
    }
}
