package io.clipstream.clip;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;

/** What {@code src/test/reference/clip_reference.py} wrote: checkpoints, images, and the results of transformers. */
final class Reference {
    private static final Path ROOT = Path.of("src/test/resources/io/clipstream/clip");

    private Reference() {}

    static Path checkpoint(String name) {
        return ROOT.resolve(name);
    }

    static byte[] image(String name) {
        try {
            return Files.readAllBytes(ROOT.resolve("images").resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode expected() {
        try {
            return new ObjectMapper().readTree(ROOT.resolve("expected.json").toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<String> imageNames() {
        Iterable<String> names = () -> expected().get("images").fieldNames();
        return StreamSupport.stream(names.spliterator(), false).toList();
    }

    static double[] numbers(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .mapToDouble(JsonNode::doubleValue)
                .toArray();
    }
}
