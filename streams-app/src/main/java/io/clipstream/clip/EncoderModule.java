package io.clipstream.clip;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The TorchScript module with the weights of one checkpoint in it.
 *
 * <p>After the set-up calls it is only read, so that many threads may run it at once, each with arrays of a manager of its
 * own.
 */
final class EncoderModule implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EncoderModule.class);
    private static final String PLAIN = "clip_encoder.pt";
    // Names operators that only a libtorch with oneDNN has, and could not be read by another.
    private static final String ONEDNN = "clip_encoder_onednn.pt";
    // bf16 rounds to 1 in 256.
    private static final double PACKED_ERROR = 0.03;
    private static final double PACKED_ERROR_FP32 = 1e-4;

    private final Model model;
    private final PtSymbolBlock block;

    private EncoderModule(Model model) {
        this.model = model;
        this.block = (PtSymbolBlock) model.getBlock();
    }

    static EncoderModule load() {
        if (!TorchRuntime.hasOneDnn()) {
            return load(PLAIN);
        }
        try {
            return load(ONEDNN);
        } catch (IllegalStateException | EngineException e) {
            LOG.warn("libtorch lacks oneDNN's packed layers; the encoder works without them", e);
            return load(PLAIN);
        }
    }

    static EncoderModule load(String resource) {
        TorchRuntime.start();
        Model model = Model.newInstance("clip", Device.cpu(), "PyTorch");
        try (InputStream script = EncoderModule.class.getResourceAsStream(resource)) {
            model.load(script);
            return new EncoderModule(model);
        } catch (IOException e) {
            model.close();
            throw new UncheckedIOException(e);
        } catch (MalformedModelException e) {
            model.close();
            throw new IllegalStateException(resource + " does not load into this libtorch", e);
        } catch (EngineException e) {
            model.close();
            throw e;
        }
    }

    /** SHA-256 of the code that encodes, in both its forms, 32 bytes. */
    static byte[] digest() {
        MessageDigest digest = TextKey.sha256();
        for (String resource : List.of(PLAIN, ONEDNN)) {
            try (InputStream script = EncoderModule.class.getResourceAsStream(resource)) {
                digest.update(script.readAllBytes());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return digest.digest();
    }

    /**
     * Allocates and computes on a device.
     *
     * @param device in libtorch's words, such as {@code cuda:0}
     * @throws EngineException with libtorch's message if it cannot
     */
    void probe(String device) {
        run("probe", IValue.from(device)).close();
    }

    /**
     * Whether matrices are to be packed by oneDNN, if it does so correctly: for bf16 on a processor that multiplies it, for fp32
     * on one where that is faster.
     */
    boolean packs(Arithmetic arithmetic, Processor processor) {
        boolean faster = arithmetic.precision() == Precision.BF16
                || arithmetic.precision() == Precision.FP32 && processor.prefersOneDnn();
        if (!faster || arithmetic.widened() || arithmetic.device().isCuda()) {
            return false;
        }
        try (IValue error =
                run("probe_packed", IValue.from(arithmetic.precision().word()))) {
            if (error.toDouble() < (arithmetic.precision() == Precision.FP32 ? PACKED_ERROR_FP32 : PACKED_ERROR)) {
                return true;
            }
            LOG.warn(
                    "oneDNN's packed {} layers are wrong here by {}; the encoder works without them",
                    arithmetic.precision(),
                    error.toDouble());
        } catch (EngineException e) {
            LOG.warn(
                    "oneDNN has no packed {} layers here; the encoder works without them: {}",
                    arithmetic.precision(),
                    TorchDevices.reason(e.getMessage()));
        }
        return false;
    }

    void setUpImage(Checkpoint checkpoint, Arithmetic arithmetic, boolean packed) {
        ClipConfig config = checkpoint.config();
        PreprocessingConfig pixels = checkpoint.preprocessing();
        setUp(
                "setup_image",
                checkpoint.image(),
                IValue.from((long) config.image().heads()),
                IValue.from((long) config.patch()),
                IValue.from(config.image().eps()),
                IValue.from(config.image().activation()),
                IValue.from(pixels.scale()),
                IValue.listFrom(pixels.mean()),
                IValue.listFrom(pixels.std()),
                IValue.from(arithmetic.precision().word()),
                IValue.from(arithmetic.widened()),
                IValue.from(packed),
                IValue.from(arithmetic.device().toString()));
    }

    void setUpText(Checkpoint checkpoint, Arithmetic arithmetic, boolean packed) {
        ClipConfig config = checkpoint.config();
        setUp(
                "setup_text",
                checkpoint.text(),
                IValue.from((long) config.text().heads()),
                IValue.from(config.text().eps()),
                IValue.from(config.text().activation()),
                IValue.from((long) config.eos()),
                IValue.from(arithmetic.precision().word()),
                IValue.from(arithmetic.widened()),
                IValue.from(packed),
                IValue.from(arithmetic.device().toString()));
    }

    private void setUp(String method, List<StoredTensor> weights, IValue... settings) {
        try (PtNDManager manager = newManager()) {
            PtNDArray[] arrays = weights.stream().map(w -> array(manager, w)).toArray(PtNDArray[]::new);
            IValue[] inputs = new IValue[settings.length + 1];
            inputs[0] = IValue.listFrom(arrays);
            System.arraycopy(settings, 0, inputs, 1, settings.length);
            run(method, inputs).close();
        }
    }

    // The array lies in the mapped file; the module copies it.
    private static PtNDArray array(PtNDManager manager, StoredTensor tensor) {
        long[] shape = tensor.shape().clone();
        switch (tensor.dtype()) {
            case "F32":
                return manager.create(tensor.bytes(), new Shape(shape), DataType.FLOAT32);
            case "F16":
                return manager.create(tensor.bytes(), new Shape(shape), DataType.FLOAT16);
            default:
                // bfloat16 has no working type in DJL: it travels as bytes, two to a value.
                shape[shape.length - 1] *= 2;
                return manager.create(tensor.bytes(), new Shape(shape), DataType.UINT8);
        }
    }

    /** A manager for one thread's arrays. */
    PtNDManager newManager() {
        return (PtNDManager) model.getNDManager().newSubManager();
    }

    /**
     * Runs one tower.
     *
     * @param method {@code encode_image} or {@code encode_text}
     * @param manager the calling thread's
     * @param input direct buffer, its bytes from position to limit hold an array of this shape and type
     * @return the result's values, row-major
     */
    float[] encode(String method, NDManager manager, ByteBuffer input, Shape shape, DataType type) {
        try (PtNDManager call = (PtNDManager) manager.newSubManager()) {
            PtNDArray array = call.create(input, shape, type);
            try (IValue result = run(method, IValue.from(array))) {
                return result.toTensor(call).toFloatArray();
            }
        }
    }

    private IValue run(String method, IValue... inputs) throws EngineException {
        try {
            return IValueUtils.runMethod(block, method, inputs);
        } finally {
            for (IValue input : inputs) {
                input.close();
            }
        }
    }

    @Override
    public void close() {
        model.close();
    }
}
