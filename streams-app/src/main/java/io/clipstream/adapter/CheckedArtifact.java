package io.clipstream.adapter;

import java.util.Arrays;
import java.util.HashSet;
import java.util.stream.Collectors;

/** An artifact whose every access is checked, so that whatever is loaded can be served. */
final class CheckedArtifact {
    private final AdapterArtifact artifact;

    /** Checks what all methods share. */
    CheckedArtifact(AdapterArtifact artifact, String method) throws InvalidAdapterException {
        this.artifact = artifact;
        require(artifact.method().equals(method), "method is '" + artifact.method() + "', expected '" + method + "'");
        require(artifact.dimension() > 0, "dimension is " + artifact.dimension() + ", expected at least 1");
        require(!artifact.labels().isEmpty(), "labels are empty, expected at least one");
        require(
                new HashSet<>(artifact.labels()).size() == artifact.labels().size(),
                "labels are not unique: " + artifact.labels());
        require(
                Float.isFinite(artifact.logitScale()) && artifact.logitScale() > 0,
                "logitScale is " + artifact.logitScale() + ", expected a positive number");
    }

    int classes() {
        return artifact.labels().size();
    }

    int dimension() {
        return artifact.dimension();
    }

    float logitScale() {
        return artifact.logitScale();
    }

    boolean has(String name) {
        return artifact.tensors().containsKey(name);
    }

    /** The finite values of a tensor of this shape. */
    float[] matrix(String name, int... shape) throws InvalidAdapterException {
        Tensor tensor = artifact.tensors().get(name);
        require(
                tensor != null,
                "tensor '" + name + "' is missing; present: "
                        + artifact.tensors().keySet().stream().sorted().collect(Collectors.joining(", ")));
        require(
                Arrays.equals(tensor.shape(), shape),
                "tensor '" + name + "' has shape " + Arrays.toString(tensor.shape()) + ", expected "
                        + Arrays.toString(shape));
        float[] values = tensor.values();
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new InvalidAdapterException(
                        "tensor '" + name + "' is not finite: value " + i + " is " + values[i]);
            }
        }
        return values;
    }

    /** A finite scalar between two bounds, both allowed. */
    float scalar(String name, float lowest, float highest) throws InvalidAdapterException {
        float value = matrix(name)[0];
        require(
                value >= lowest && value <= highest,
                "tensor '" + name + "' is " + value + ", expected " + lowest + " to " + highest);
        return value;
    }

    /** Rows of a matrix whose height is the method's own choice. */
    int rows(String name) throws InvalidAdapterException {
        Tensor tensor = artifact.tensors().get(name);
        require(
                tensor != null && tensor.shape().length == 2 && tensor.shape()[0] > 0,
                "tensor '" + name + "' is " + (tensor == null ? "missing" : tensor.toString())
                        + ", expected a matrix with at least one row");
        return tensor.shape()[0];
    }

    /** Length of a vector whose size is the method's own choice. */
    int length(String name) throws InvalidAdapterException {
        Tensor tensor = artifact.tensors().get(name);
        require(
                tensor != null && tensor.shape().length == 1,
                "tensor '" + name + "' is " + (tensor == null ? "missing" : tensor.toString()) + ", expected a vector");
        return tensor.shape()[0];
    }

    private static void require(boolean condition, String message) throws InvalidAdapterException {
        if (!condition) {
            throw new InvalidAdapterException(message);
        }
    }
}
