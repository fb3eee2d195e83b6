package io.clipstream.clip;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * A checkpoint that {@code src/test/reference/clip_full_size.py} wrote, with what transformers makes of its images and texts.
 *
 * @param folder the checkpoint
 * @param expected its expected.json
 */
record ReferenceCheckpoint(Path folder, JsonNode expected) {
    private static final int BATCH = 4;

    /** Features by row: what this code makes of the reference's files and texts. */
    record Features(float[][] images, float[][] texts) {}

    static ReferenceCheckpoint open(Path folder) throws IOException {
        return new ReferenceCheckpoint(
                folder,
                new ObjectMapper().readTree(folder.resolve("expected.json").toFile()));
    }

    /** Checks that every text has the token ids of tokenizer.json, as the Python library reads it. */
    void checkIds() throws IOException {
        ClipConfig config = ClipConfig.read(folder.resolve("config.json"));
        try (ClipTokenizer tokenizer = ClipTokenizer.load(folder, config)) {
            for (JsonNode text : expected.get("texts")) {
                double[] ids = Arrays.stream(tokenizer.encode(text.get("text").textValue()))
                        .asDoubleStream()
                        .toArray();
                assertThat(ids)
                        .as("%s: ids of %s", folder, text.get("text"))
                        .isEqualTo(Reference.numbers(text.get("ids")));
            }
        }
    }

    /** Preprocesses and encodes every file and text; the pixels are checked on the way. */
    Features encode(ClipModel model) throws Exception {
        List<float[]> images = new ArrayList<>();
        JsonNode files = expected.get("images");
        int size = model.imageSize() * model.imageSize() * 3;
        try (ImageEncoder encoder = model.newImageEncoder();
                TextEncoder texts = model.newTextEncoder()) {
            for (int from = 0; from < files.size(); from += BATCH) {
                int count = Math.min(BATCH, files.size() - from);
                ByteBuffer batch = ByteBuffer.allocate(count * size);
                for (int i = 0; i < count; i++) {
                    batch.put(pixels(model, files.get(from + i)));
                }
                float[] rows = encoder.encode(batch.flip(), count);
                for (int i = 0; i < count; i++) {
                    images.add(Arrays.copyOfRange(rows, i * model.dimension(), (i + 1) * model.dimension()));
                }
            }
            return new Features(
                    images.toArray(float[][]::new),
                    texts.encode(expected.get("texts").findValuesAsText("text")));
        }
    }

    private byte[] pixels(ClipModel model, JsonNode file) throws Exception {
        Path path = folder.resolve(file.get("file").textValue());
        byte[] square = model.preprocessor().preprocess(Files.readAllBytes(path));
        String digest =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(square));
        assertThat(digest).as("pixels of %s", path).isEqualTo(file.get("pixels").textValue());
        return square;
    }

    /** The rows of the reference, of {@code images} or {@code texts}. */
    double[][] rows(String kind) {
        return StreamSupport.stream(expected.get(kind).spliterator(), false)
                .map(row -> Reference.numbers(row.get("features")))
                .toArray(double[][]::new);
    }

    /** The rows of open_clip with the same weights; none where it cannot express the architecture. */
    double[][] openClipRows(String kind) {
        JsonNode rows = expected.path("openClip").path(kind);
        return StreamSupport.stream(rows.spliterator(), false)
                .map(Reference::numbers)
                .toArray(double[][]::new);
    }

    static double largestDifference(float[][] actual, double[][] expected) {
        assertThat(actual).hasNumberOfRows(expected.length);
        double largest = 0;
        for (int i = 0; i < actual.length; i++) {
            assertThat(actual[i]).hasSize(expected[i].length);
            for (int k = 0; k < actual[i].length; k++) {
                // Written so that NaN counts as a difference.
                double off = Math.abs(actual[i][k] - expected[i][k]);
                largest = off <= largest ? largest : off;
            }
        }
        return largest;
    }

    /** The smallest cosine between rows of the same number; NaN where one is. */
    static double smallestCosine(float[][] actual, double[][] expected) {
        double smallest = 1;
        for (int i = 0; i < actual.length; i++) {
            double lengths = Math.sqrt(dot(actual[i], actual[i]) * dot(expected[i], expected[i]));
            smallest = Math.min(smallest, dot(actual[i], expected[i]) / lengths);
        }
        return smallest;
    }

    /**
     * The share of pairs of texts, by image, of which the better one is the reference's, among pairs whose similarities the
     * reference has more than {@code margin} apart.
     */
    double agreement(Features actual, double margin) {
        double[][] images = rows("images");
        double[][] texts = rows("texts");
        long pairs = 0;
        long same = 0;
        for (int i = 0; i < images.length; i++) {
            for (int a = 0; a < texts.length; a++) {
                for (int b = 0; b < a; b++) {
                    double apart = dot(images[i], texts[a]) - dot(images[i], texts[b]);
                    if (Math.abs(apart) > margin) {
                        pairs++;
                        double found = dot(actual.images[i], actual.texts[a]) - dot(actual.images[i], actual.texts[b]);
                        same += found * apart > 0 ? 1 : 0;
                    }
                }
            }
        }
        assertThat(pairs).as("pairs of texts apart by %s in %s", margin, folder).isGreaterThan(100);
        return (double) same / pairs;
    }

    /** Softmax over the first {@code classes} texts, one row an image. */
    static double[] probabilities(float[] image, float[][] texts, int classes, double scale) {
        double[] logits = new double[classes];
        for (int c = 0; c < classes; c++) {
            for (int k = 0; k < image.length; k++) {
                logits[c] += scale * image[k] * texts[c][k];
            }
        }
        double top = Arrays.stream(logits).max().orElseThrow();
        double sum = Arrays.stream(logits).map(x -> Math.exp(x - top)).sum();
        return Arrays.stream(logits).map(x -> Math.exp(x - top) / sum).toArray();
    }

    static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int k = 0; k < a.length; k++) {
            sum += (double) a[k] * b[k];
        }
        return sum;
    }

    static double dot(float[] a, double[] b) {
        double sum = 0;
        for (int k = 0; k < a.length; k++) {
            sum += a[k] * b[k];
        }
        return sum;
    }

    static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int k = 0; k < a.length; k++) {
            sum += a[k] * b[k];
        }
        return sum;
    }
}
