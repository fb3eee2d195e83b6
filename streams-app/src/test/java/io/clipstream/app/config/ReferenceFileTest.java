package io.clipstream.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ReferenceFileTest {
    private final Map<String, String> defaults = new LinkedHashMap<>();
    private final Map<String, String> comments = new LinkedHashMap<>();

    ReferenceFileTest() throws IOException {
        try (InputStream in = Objects.requireNonNull(
                ReferenceFileTest.class.getResourceAsStream("/io/clipstream/app/reference.properties"))) {
            List<String> comment = new ArrayList<>();
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                if (line.startsWith("#")) {
                    comment.add(line);
                } else if (line.isBlank()) {
                    comment.clear();
                } else {
                    String key = line.substring(0, line.indexOf('='));
                    defaults.put(key, line.substring(line.indexOf('=') + 1));
                    comments.put(key, String.join("\n", comment));
                }
            }
        }
    }

    @Test
    void namesExactlyTheKeysOfTheDefinition() {
        // Given the reference file, when its keys are compared with the definition, then neither has one more
        assertThat(defaults.keySet()).containsExactlyInAnyOrderElementsOf(ConfigKeys.names());
    }

    @Test
    void statesTheDefaultsOfTheDefinition() {
        // Given the file's values as somebody's whole configuration
        List<String> pairs = defaults.entrySet().stream()
                .map(e -> e.getKey() + "=" + e.getValue())
                .toList();

        // When it is loaded
        ClipstreamConfig explicit = ConfigLoader.load(new ConfigSources().flags(pairs));

        // Then it is the same as saying nothing
        assertThat(explicit).isEqualTo(ConfigLoader.load(new ConfigSources()));
    }

    @Test
    void explainsRangeAndReasonToChangeForEveryKey() {
        comments.forEach((key, comment) ->
                assertThat(comment).as(key).contains("# Range: ").contains("Change it: "));
    }
}
