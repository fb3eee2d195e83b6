package io.clipstream.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClipTokenizerTest {
    private static final ClipConfig CONFIG = config();

    @Test
    void idsEqualThoseOfTransformers() throws Exception {
        // Given texts with capitals, runs of spaces, emoji, an end token in their middle, and one that is too long
        try (ClipTokenizer tokenizer = ClipTokenizer.load(Reference.checkpoint("tiny-gelu-bf16"), CONFIG)) {
            for (JsonNode text : Reference.expected().at("/checkpoints/tiny-gelu-bf16/texts")) {
                // When one is tokenized
                long[] ids = tokenizer.encode(text.get("text").textValue());

                // Then its ids are those of transformers, the end token kept
                assertThat(Arrays.stream(ids).asDoubleStream().toArray())
                        .containsExactly(Reference.numbers(text.get("ids")));
                assertThat(ids[ids.length - 1]).isEqualTo(CONFIG.eos());
                assertThat(ids.length).isLessThanOrEqualTo(CONFIG.contextLength());
            }
        }
    }

    @Test
    void refusesAFileThatIsNoTokenizer(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("tokenizer.json"), "{\"version\": 1}");
        assertThatThrownBy(() -> ClipTokenizer.load(directory, CONFIG))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("not a readable tokenizer");
    }

    @Test
    void refusesATokenizerThatIsMissing(@TempDir Path directory) {
        assertThatThrownBy(() -> ClipTokenizer.load(directory, CONFIG))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("tokenizer.json")
                .hasMessageContaining("missing");
    }

    @Test
    void refusesATokenizerThatEndsTextsWithAnotherId() {
        // Given a configuration whose end token is one lower
        ClipConfig other = new ClipConfig(24, CONFIG.image(), 30, 10, CONFIG.text(), 604, 32, CONFIG.eos() - 1);

        assertThatThrownBy(() -> ClipTokenizer.load(Reference.checkpoint("tiny-gelu-bf16"), other))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("eos_token_id " + (CONFIG.eos() - 1));
    }

    private static ClipConfig config() {
        try {
            return ClipConfig.read(Reference.checkpoint("tiny-gelu-bf16").resolve("config.json"));
        } catch (CheckpointException e) {
            throw new IllegalStateException(e);
        }
    }
}
