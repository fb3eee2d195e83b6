package io.clipstream.app.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clipstream.adapter.HalfFloats;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Writes small feature files for the few-shot bench: classes whose texts point only roughly where the images are. */
final class FeatureFile {
    static final int CLASSES = 5;
    static final int DIMENSION = 16;

    private final ObjectNode header = new ObjectMapper().createObjectNode();
    private final ByteArrayOutputStream data = new ByteArrayOutputStream();
    private final Random random = new Random(11);
    private final float[][] centres = new float[CLASSES][];

    FeatureFile() {
        for (int c = 0; c < CLASSES; c++) {
            centres[c] = near(new float[DIMENSION], 1);
        }
    }

    /** A whole file with texts. */
    static Path write(Path folder, String name) throws IOException {
        return new FeatureFile()
                .part("train", 6, "F16", "I32")
                .part("val", 8, "F16", "I32")
                .part("test", 20, "F16", "I32")
                .text()
                .metadata("classes", "[\"a\", \"b\", \"c\", \"d\", \"e\"]")
                .to(folder.resolve(name));
    }

    /** Features and labels with so many rows of each class. */
    FeatureFile part(String part, int perClass, String features, String labels) {
        List<float[]> rows = new ArrayList<>();
        int[] classes = new int[perClass * CLASSES];
        for (int row = 0; row < classes.length; row++) {
            classes[row] = row % CLASSES;
            rows.add(near(centres[classes[row]], 1.2));
        }
        return features(part + "_features", features, rows).labels(part + "_labels", labels, classes);
    }

    FeatureFile text() {
        List<float[]> rows = new ArrayList<>();
        for (float[] centre : centres) {
            rows.add(near(centre, 2));
        }
        return features("text_features", "F16", rows);
    }

    FeatureFile features(String name, String dtype, List<float[]> rows) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (float[] row : rows) {
            ByteBuffer floats = ByteBuffer.allocate(row.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            floats.asFloatBuffer().put(row);
            bytes.writeBytes(dtype.equals("F16") ? HalfFloats.toBytes(row) : floats.array());
        }
        return tensor(name, dtype, bytes.toByteArray(), rows.size(), rows.get(0).length);
    }

    FeatureFile labels(String name, String dtype, int... labels) {
        boolean wide = dtype.equals("I64");
        ByteBuffer bytes = ByteBuffer.allocate(labels.length * (wide ? Long.BYTES : Integer.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN);
        for (int label : labels) {
            if (wide) {
                bytes.putLong(label);
            } else {
                bytes.putInt(label);
            }
        }
        return tensor(name, dtype, bytes.array(), labels.length);
    }

    private FeatureFile tensor(String name, String dtype, byte[] bytes, int... shape) {
        ObjectNode entry = header.putObject(name).put("dtype", dtype);
        for (int size : shape) {
            entry.withArray("shape").add(size);
        }
        entry.putArray("data_offsets").add(data.size()).add(data.size() + bytes.length);
        data.writeBytes(bytes);
        return this;
    }

    FeatureFile metadata(String name, String value) {
        header.withObjectProperty("__metadata__").put(name, value);
        return this;
    }

    Path to(Path file) throws IOException {
        byte[] json = header.toString().getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES + json.length + data.size())
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(json.length)
                .put(json)
                .put(data.toByteArray());
        return Files.write(file, bytes.array());
    }

    private float[] near(float[] centre, double noise) {
        float[] values = new float[DIMENSION];
        for (int i = 0; i < DIMENSION; i++) {
            values[i] = (float) (centre[i] + noise * random.nextGaussian() / Math.sqrt(DIMENSION));
        }
        return values;
    }
}
