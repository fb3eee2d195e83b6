package io.clipstream.clip;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AwkwardTextsTest {
    private static final TowerConfig TOWER = new TowerConfig(32, 64, 2, 2, "gelu", 1e-5);
    private static final ClipConfig CONFIG = new ClipConfig(24, TOWER, 32, 8, TOWER, 604, 77, 603);

    @Test
    void idsOfEveryScriptAndSpellingEqualThoseOfThePythonTokenizer() throws Exception {
        // Given texts of many scripts, normal forms, spaces, control and special characters, and lengths
        JsonNode texts =
                new ObjectMapper().readTree(Reference.checkpoint("texts.json").toFile());
        assertThat(texts).hasSizeGreaterThan(200);
        try (ClipTokenizer tokenizer = ClipTokenizer.load(Reference.checkpoint("tiny"), CONFIG)) {
            for (JsonNode text : texts) {
                // When one is tokenized
                long[] ids = tokenizer.encode(text.get("text").textValue());

                // Then its ids are those of tokenizer.json
                assertThat(Arrays.stream(ids).asDoubleStream().toArray())
                        .as("ids of %s", text.get("text"))
                        .isEqualTo(Reference.numbers(text.get("ids")));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "a\\ud83d b, a\\ufffd b",
        "\\udc31\\ud83d, \\ufffd\\ufffd",
        "end\\ud83d, end\\ufffd",
        "\\ud83d\\udc31, \\ud83d\\udc31"
    })
    void halfASurrogatePairReadsAsTheReplacementCharacter(String given, String same) throws Exception {
        // Given a Java string that is no Unicode text, and the text that decoders of UTF-8 would have made of it
        try (ClipTokenizer tokenizer = ClipTokenizer.load(Reference.checkpoint("tiny"), CONFIG)) {
            // Then both have the same ids
            assertThat(tokenizer.encode(unescaped(given))).isEqualTo(tokenizer.encode(unescaped(same)));
        }
    }

    @Test
    void truncationAndPaddingThatTheFileAsksForDoNotChangeTheIds(@TempDir Path directory) throws Exception {
        // Given a tokenizer.json saved by a process that cut texts to 5 ids and filled them up to 20 with id 0
        String truncation = "{\"direction\":\"Right\",\"max_length\":5,\"strategy\":\"LongestFirst\",\"stride\":0}";
        String padding = "{\"strategy\":{\"Fixed\":20},\"direction\":\"Right\",\"pad_to_multiple_of\":null,"
                + "\"pad_id\":0,\"pad_type_id\":0,\"pad_token\":\"!\"}";
        String plain = Files.readString(Reference.checkpoint("tiny").resolve("tokenizer.json"));
        String saved = plain.replaceFirst("\"truncation\": *null", "\"truncation\":" + truncation)
                .replaceFirst("\"padding\": *null", "\"padding\":" + padding);
        assertThat(saved).contains("\"Fixed\"").contains("LongestFirst");
        Files.writeString(directory.resolve("tokenizer.json"), saved);

        // Then its texts have the ids of the file without them
        try (ClipTokenizer tokenizer = ClipTokenizer.load(Reference.checkpoint("tiny"), CONFIG);
                ClipTokenizer other = ClipTokenizer.load(directory, CONFIG)) {
            for (String text :
                    new String[] {"", "a photo", "a photo of a cat, a dog and a harbour", "a ".repeat(100)}) {
                assertThat(other.encode(text)).isEqualTo(tokenizer.encode(text));
            }
        }
    }

    // Source files hold no lone surrogates.
    private static String unescaped(String text) {
        StringBuilder made = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            if (text.startsWith("\\u", i)) {
                made.append((char) Integer.parseInt(text.substring(i + 2, i + 6), 16));
                i += 5;
            } else {
                made.append(text.charAt(i));
            }
        }
        return made.toString();
    }
}
