package io.clipstream.adapter;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.training.GradientCollector;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * Loss of a visual adapter on a batch and its gradient, by the tensor engine's autograd; owned by one thread.
 *
 * <p>Everything that changes lives in direct buffers that are used again at each step, and every tensor of a step ends with
 * its scope, so native memory stays flat. Factors are tensors: the engine's operators with a {@code Number} argument give
 * wrong gradients under autograd.
 */
final class BottleneckGradient implements AutoCloseable {
    /** The engine allows one gradient collector in a process at a time. */
    private static final Object ONE_COLLECTOR = new Object();

    private final int dimension;
    private final int classes;
    private final int hidden;
    private final boolean secondRelu;
    private final NDManager manager;
    private final NDArray scaledText;
    private final NDArray ratio;
    private final NDArray rest;
    private final NDArray epsilon;
    private final ByteBuffer features;
    private final ByteBuffer targets;
    private final ByteBuffer down;
    private final ByteBuffer up;

    BottleneckGradient(ClassHead head, ClipAdapterOptions options) {
        this.dimension = head.dimension();
        this.classes = head.classes();
        this.hidden = options.hidden();
        this.secondRelu = options.secondRelu();
        this.features = buffer(options.batch() * dimension);
        this.targets = buffer(options.batch() * classes);
        this.down = buffer(hidden * dimension);
        this.up = buffer(hidden * dimension);
        this.manager = NDManager.newBaseManager(Device.cpu());
        float[] columns = LinearMap.transpose(head.text().values(), classes, dimension);
        for (int i = 0; i < columns.length; i++) {
            columns[i] *= head.logitScale();
        }
        this.scaledText = manager.create(columns, new Shape(dimension, classes));
        this.ratio = manager.create((float) options.ratio());
        this.rest = manager.create((float) (1 - options.ratio()));
        this.epsilon = manager.create(ClipAdapterHead.EPSILON);
    }

    /**
     * Mean cross-entropy of the shots under these weights; writes its gradient to {@code gradient}.
     *
     * @param shots at most as many as the options' batch
     */
    double at(Bottleneck weights, List<Shot> shots, Bottleneck gradient) {
        fill(weights, shots);
        synchronized (ONE_COLLECTOR) {
            try (NDScope scope = new NDScope();
                    GradientCollector collector = Engine.getInstance().newGradientCollector()) {
                scope.suppressNotUsedWarning();
                NDArray first = array(down, hidden, dimension);
                NDArray second = array(up, dimension, hidden);
                first.setRequiresGradient(true);
                second.setRequiresGradient(true);
                NDArray loss = loss(array(features, shots.size(), dimension), first, second, shots.size());
                collector.backward(loss);
                copy(first.getGradient(), gradient.down());
                copy(second.getGradient(), gradient.up());
                return loss.getFloat();
            }
        }
    }

    private NDArray loss(NDArray x, NDArray first, NDArray second, int rows) {
        NDArray inner = Activation.relu(x.matMul(first.transpose()));
        NDArray adapted = inner.matMul(second.transpose());
        if (secondRelu) {
            adapted = Activation.relu(adapted);
        }
        NDArray mixed = adapted.mul(ratio).add(x.mul(rest));
        NDArray length = mixed.mul(mixed).sum(new int[] {1}, true).add(epsilon).sqrt();
        NDArray logits = mixed.div(length).matMul(scaledText);
        return logits.logSoftmax(1).mul(array(targets, rows, classes)).sum();
    }

    private void fill(Bottleneck weights, List<Shot> shots) {
        down.asFloatBuffer().put(weights.down());
        up.asFloatBuffer().put(weights.up());
        for (int row = 0; row < shots.size(); row++) {
            Shot shot = shots.get(row);
            features.asFloatBuffer().position(row * dimension).put(shot.feature());
            for (int c = 0; c < classes; c++) {
                float target = c == shot.label() ? -1f / shots.size() : 0f;
                targets.putFloat((row * classes + c) * Float.BYTES, target);
            }
        }
    }

    /** A tensor over the first values of a buffer, without a copy. */
    private NDArray array(ByteBuffer buffer, int rows, int columns) {
        ByteBuffer part = buffer.duplicate().order(ByteOrder.nativeOrder());
        part.limit(rows * columns * Float.BYTES);
        return manager.create(part, new Shape(rows, columns), DataType.FLOAT32);
    }

    private static void copy(NDArray from, float[] to) {
        System.arraycopy(from.toFloatArray(), 0, to, 0, to.length);
    }

    private static ByteBuffer buffer(int floats) {
        return ByteBuffer.allocateDirect(floats * Float.BYTES).order(ByteOrder.nativeOrder());
    }

    @Override
    public void close() {
        manager.close();
    }
}
