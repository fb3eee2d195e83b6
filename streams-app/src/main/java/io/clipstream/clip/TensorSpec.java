package io.clipstream.clip;

import java.util.Arrays;
import java.util.Set;

/**
 * A tensor that an architecture needs.
 *
 * @param name its name in the checkpoint
 * @param shape its dimensions, outermost first
 */
record TensorSpec(String name, long... shape) {
    private static final Set<String> FLOATS = Set.of("F32", "F16", "BF16");
    private static final long[] ONE = {1};

    /** Checks that {@code tensor} is what the architecture needs. */
    void check(StoredTensor tensor) throws CheckpointException {
        if (!FLOATS.contains(tensor.dtype())) {
            throw new CheckpointException(tensor.file() + ": tensor '" + name + "' has dtype " + tensor.dtype()
                    + ", expected F32, F16 or BF16");
        }
        // A scalar is saved as such or as a vector of one.
        if (!Arrays.equals(shape, tensor.shape()) && !(shape.length == 0 && Arrays.equals(ONE, tensor.shape()))) {
            throw new CheckpointException(tensor.file() + ": tensor '" + name + "' has shape "
                    + Arrays.toString(tensor.shape()) + ", config.json asks for " + Arrays.toString(shape));
        }
    }
}
