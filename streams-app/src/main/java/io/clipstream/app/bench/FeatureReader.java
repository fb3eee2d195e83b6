package io.clipstream.app.bench;

import io.clipstream.adapter.HalfFloats;
import io.clipstream.clip.SafetensorsFile;
import io.clipstream.clip.StoredTensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;

/** Reads features and labels from an open safetensors file; what does not fit is named with file and tensor. */
final class FeatureReader {
    private final Path path;
    private final SafetensorsFile file;

    FeatureReader(Path path, SafetensorsFile file) {
        this.path = path;
        this.file = file;
    }

    boolean has(String tensor) {
        return file.names().contains(tensor);
    }

    /** Features and labels of a part, such as {@code train}. */
    FeatureRows labelled(String part) throws IOException {
        float[][] features = rows(part + "_features");
        int[] labels = labels(part + "_labels");
        require(features.length > 0, "tensor '" + part + "_features' has no rows, expected at least one");
        require(
                labels.length == features.length,
                "tensor '" + part + "_labels' has " + labels.length + " values, expected " + features.length
                        + ", one for each row of '" + part + "_features'");
        return new FeatureRows(features, labels);
    }

    /** The rows of a matrix, each brought to length 1. */
    float[][] rows(String name) throws IOException {
        StoredTensor tensor = file.tensor(name);
        boolean half = tensor.dtype().equals("F16");
        require(
                half || tensor.dtype().equals("F32"),
                "tensor '" + name + "' has dtype " + tensor.dtype() + ", expected F16 or F32");
        require(
                tensor.shape().length == 2 && tensor.shape()[1] > 0,
                "tensor '" + name + "' has shape " + Arrays.toString(tensor.shape()) + ", expected [rows, dimension]");
        int dimension = (int) tensor.shape()[1];
        float[][] rows = new float[(int) tensor.shape()[0]][dimension];
        ByteBuffer bytes = tensor.bytes().duplicate().order(ByteOrder.LITTLE_ENDIAN);
        for (int row = 0; row < rows.length; row++) {
            for (int i = 0; i < dimension; i++) {
                rows[row][i] = half ? HalfFloats.toFloat(bytes.getShort()) : bytes.getFloat();
            }
            normalise(name, row, rows[row]);
        }
        return rows;
    }

    private void normalise(String name, int row, float[] values) {
        double square = 0;
        for (float value : values) {
            square += (double) value * value;
        }
        require(
                square > 0 && Double.isFinite(square),
                "tensor '" + name + "' has a row " + row + " of length " + Math.sqrt(square)
                        + ", expected finite values that are not all 0");
        double length = Math.sqrt(square);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (values[i] / length);
        }
    }

    private int[] labels(String name) throws IOException {
        StoredTensor tensor = file.tensor(name);
        boolean wide = tensor.dtype().equals("I64");
        require(
                wide || tensor.dtype().equals("I32"),
                "tensor '" + name + "' has dtype " + tensor.dtype() + ", expected I32 or I64");
        require(
                tensor.shape().length == 1,
                "tensor '" + name + "' has shape " + Arrays.toString(tensor.shape()) + ", expected [rows]");
        int[] labels = new int[(int) tensor.shape()[0]];
        ByteBuffer bytes = tensor.bytes().duplicate().order(ByteOrder.LITTLE_ENDIAN);
        for (int row = 0; row < labels.length; row++) {
            long label = wide ? bytes.getLong() : bytes.getInt();
            require(
                    label >= 0 && label < Integer.MAX_VALUE,
                    "tensor '" + name + "' has label " + label + " in row " + row + ", expected a class from 0");
            labels[row] = (int) label;
        }
        return labels;
    }

    /** Checks that the parts fit each other. */
    void check(FeatureRows train, FeatureRows test, float[][] text, float[][] unlabelled, int classes) {
        int dimension = train.features()[0].length;
        width("test_features", test.features(), dimension);
        width("val_features", unlabelled, dimension);
        known("train_labels", train.labels(), classes);
        known("test_labels", test.labels(), classes);
        if (text != null) {
            width("text_features", text, dimension);
            require(
                    text.length == classes,
                    "tensor 'text_features' has " + text.length + " rows, expected " + classes
                            + ", one for each class");
        }
    }

    private void width(String name, float[][] rows, int dimension) {
        require(
                rows.length == 0 || rows[0].length == dimension,
                "tensor '" + name + "' has rows of " + (rows.length == 0 ? 0 : rows[0].length) + " values, expected "
                        + dimension + " as in 'train_features'");
    }

    private void known(String name, int[] labels, int classes) {
        for (int row = 0; row < labels.length; row++) {
            require(
                    labels[row] < classes,
                    "tensor '" + name + "' has label " + labels[row] + " in row " + row
                            + ", expected a class from 0 to " + (classes - 1));
        }
    }

    private void require(boolean condition, String what) {
        if (!condition) {
            throw new IllegalArgumentException(path + ": " + what);
        }
    }
}
