package io.clipstream.app.bench;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.EngineException;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;

/** One matrix product in libtorch, ready to be repeated; one thread at a time. */
final class MatrixProduct implements AutoCloseable {
    /** On a GPU a single product is over before the next call arrives. */
    private static final int GPU_REPEATS = 20;

    private final Model model;
    private final PtSymbolBlock block;
    private final long flops;
    private final int repeats;

    /**
     * Sizes of a product.
     *
     * @param rows rows of the activations
     * @param inner what is summed over
     * @param columns outputs
     * @param packed whether the weights are laid out beforehand, which only some processors can
     */
    record Shape(int rows, int inner, int columns, boolean packed) {
        @Override
        public String toString() {
            return rows + "×" + inner + "×" + columns + (packed ? " packed" : "");
        }
    }

    private MatrixProduct(Model model, Shape shape, String precision, String device) {
        this.model = model;
        this.block = (PtSymbolBlock) model.getBlock();
        this.repeats = device.equals("cpu") ? 1 : GPU_REPEATS;
        try (IValue done = run(
                "setup",
                IValue.from((long) shape.rows),
                IValue.from((long) shape.inner),
                IValue.from((long) shape.columns),
                IValue.from(precision),
                IValue.from(device))) {
            this.flops = done.toLong();
        }
    }

    /**
     * Prepares a product; the engine must have been started.
     *
     * @param precision {@code fp32}, {@code bf16} or {@code fp16}
     * @param device as libtorch writes it, {@code cpu} or {@code cuda:0}
     * @return empty if the weights cannot be packed here
     */
    static Optional<MatrixProduct> of(Shape shape, String precision, String device) {
        Model model = Model.newInstance("matrix-product", Device.cpu(), "PyTorch");
        String resource = shape.packed ? "packed_matrix_product.pt" : "matrix_product.pt";
        try (InputStream script = MatrixProduct.class.getResourceAsStream(resource)) {
            model.load(script);
            return Optional.of(new MatrixProduct(model, shape, precision, device));
        } catch (EngineException | MalformedModelException e) {
            model.close();
            if (shape.packed) {
                return Optional.empty();
            }
            throw new IllegalStateException("a matrix product in " + precision + " does not run on " + device, e);
        } catch (IOException e) {
            model.close();
            throw new UncheckedIOException(e);
        }
    }

    /** Multiplies until there is a result; returns the floating-point operations that this took. */
    long run() {
        try (IValue value = run("multiply", IValue.from((long) repeats))) {
            value.toDouble();
            return flops * repeats;
        }
    }

    private IValue run(String method, IValue... inputs) {
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
