package io.clipstream.app.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clipstream.adapter.ClassHead;
import io.clipstream.adapter.Tensor;
import io.clipstream.clip.SafetensorsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Image features of one data set, which the few-shot bench learns from and tests on.
 *
 * <p>In a safetensors file: {@code train_features} and {@code test_features} [N, D], {@code val_features} and {@code
 * text_features} [K, D] where there are any, as F16 or F32, whose rows are brought to length 1 when read; {@code
 * train_labels} and {@code test_labels} [N] as I32 or I64, from 0 to K − 1. Metadata: {@code classes}, a JSON list of K
 * names (without it classes are numbered), and {@code logit_scale}, 100 without it.
 *
 * @param name of the data set: the file's, without its ending
 * @param head classes and text weights; without texts they are all 0
 * @param train rows to draw shots from
 * @param unlabelled rows whose labels play no part, perhaps none
 * @param test rows to judge by
 */
public record FewShotData(String name, ClassHead head, FeatureRows train, FeatureRows unlabelled, FeatureRows test) {
    private static final String ENDING = ".safetensors";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** All data sets of these files, and of the safetensors files in these folders, in order. */
    public static List<FewShotData> readAll(List<Path> paths) throws IOException {
        List<FewShotData> all = new ArrayList<>();
        for (Path path : paths) {
            if (Files.isDirectory(path)) {
                List<Path> files = inFolder(path);
                if (files.isEmpty()) {
                    throw new IllegalArgumentException("--data " + path + ": the folder has no file *" + ENDING);
                }
                for (Path file : files) {
                    all.add(read(file));
                }
            } else {
                all.add(read(path));
            }
        }
        return all;
    }

    private static List<Path> inFolder(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith(ENDING))
                    .sorted()
                    .toList();
        }
    }

    /**
     * Reads a file.
     *
     * @throws IllegalArgumentException naming the file, the tensor and what was expected, if it does not fit
     */
    public static FewShotData read(Path path) throws IOException {
        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            FeatureReader reader = new FeatureReader(path, file);
            FeatureRows train = reader.labelled("train");
            FeatureRows test = reader.labelled("test");
            float[][] text = reader.has("text_features") ? reader.rows("text_features") : null;
            float[][] unlabelled = reader.has("val_features") ? reader.rows("val_features") : new float[0][];
            List<String> classes = classes(path, file.metadata(), most(train, test, text));
            reader.check(train, test, text, unlabelled, classes.size());
            int dimension = train.features()[0].length;
            Tensor weights = text == null
                    ? new Tensor(new int[] {classes.size(), dimension}, new float[classes.size() * dimension])
                    : Tensor.ofRows(text);
            String name = path.getFileName().toString();
            return new FewShotData(
                    name.endsWith(ENDING) ? name.substring(0, name.length() - ENDING.length()) : name,
                    new ClassHead(classes, "bench", "bench", weights, logitScale(path, file.metadata())),
                    train,
                    new FeatureRows(unlabelled, null),
                    test);
        }
    }

    /** Classes that the rows speak of. */
    private static int most(FeatureRows train, FeatureRows test, float[][] text) {
        int highest = IntStream.concat(IntStream.of(train.labels()), IntStream.of(test.labels()))
                .max()
                .orElse(-1);
        return Math.max(highest + 1, text == null ? 0 : text.length);
    }

    private static List<String> classes(Path path, Map<String, String> metadata, int most) {
        String json = metadata.get("classes");
        if (json == null) {
            return IntStream.range(0, most).mapToObj(c -> "class-" + c).toList();
        }
        List<String> classes;
        try {
            classes = JSON.readValue(json, new TypeReference<List<String>>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    path + ": metadata 'classes' is no JSON list of names: " + e.getOriginalMessage(), e);
        }
        if (classes.isEmpty() || new HashSet<>(classes).size() != classes.size() || classes.contains(null)) {
            throw new IllegalArgumentException(path + ": metadata 'classes' has " + classes.size()
                    + " names, expected at least one and none twice");
        }
        return classes;
    }

    private static float logitScale(Path path, Map<String, String> metadata) {
        String text = metadata.getOrDefault("logit_scale", "100");
        try {
            float scale = Float.parseFloat(text);
            if (scale > 0 && Float.isFinite(scale)) {
                return scale;
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        throw new IllegalArgumentException(
                path + ": metadata 'logit_scale' is '" + text + "', expected a positive number");
    }
}
