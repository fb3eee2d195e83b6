package io.clipstream.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckpointTest {
    private static final String FC1 = "vision_model.encoder.layers.1.mlp.fc1.bias";

    @TempDir
    Path directory;

    @BeforeEach
    void copyASoundCheckpoint() throws IOException {
        try (Stream<Path> files = Files.list(Reference.checkpoint("tiny"))) {
            for (Path file : files.toList()) {
                Files.copy(file, directory.resolve(file.getFileName()));
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "config.json | 'model_type': 'clip',        | 'model_type': 'siglip', | model_type is 'siglip', expected clip",
                "config.json | 'patch_size': 8              | 'patch_size': 7         | vision_config.patch_size is 7",
                "config.json | 'num_attention_heads': 4     | 'num_attention_heads': 5 | vision_config.num_attention_heads is 5, expected a divisor of hidden_size 48",
                "config.json | 'hidden_size': 32            | 'hidden_size': 0        | text_config.hidden_size is 0, expected an integer from 1",
                "config.json | 'hidden_act': 'quick_gelu'   | 'hidden_act': 'relu'    | text_config.hidden_act is 'relu', expected quick_gelu or gelu",
                "config.json | 'layer_norm_eps': 1e-05      | 'layer_norm_eps': -1    | text_config.layer_norm_eps is -1, expected a number above 0",
                "config.json | 'eos_token_id': 2            | 'eos_token_id': [2]     | text_config.eos_token_id is [2], expected an integer",
                "config.json | {                            | [                       | config.json: not valid JSON",
                "preprocessor_config.json | 'resample': 3   | 'resample': 2           | resample is 2, expected 3 (bicubic)",
                "preprocessor_config.json | 'do_resize': true | 'do_resize': false    | do_resize is false, expected true",
                "preprocessor_config.json | 'shortest_edge': 32 | 'height': 32        | size is {'height':32}, expected an integer or",
                "preprocessor_config.json | 'shortest_edge': 32 | 'shortest_edge': 31 | a short side of at least the crop of 32 pixels",
                "preprocessor_config.json | 'height': 32    | 'height': 31            | crop_size is",
                "preprocessor_config.json | CLIPImageProcessor | ViTImageProcessor    | image_processor_type is 'ViTImageProcessor'",
            })
    void refusesASettingByFileKeyAndValue(String file, String old, String replacement, String reason) throws Exception {
        // Given a checkpoint with one setting changed
        Path path = directory.resolve(file);
        String text = Files.readString(path);
        assertThat(text).contains(quoted(old));
        Files.writeString(path, text.replaceFirst(Pattern.quote(quoted(old)), quoted(replacement)));

        // Then it is refused with the file, the key, the value and what was expected
        assertRefused(path.toString(), quoted(reason));
    }

    @Test
    void refusesACropThatIsNotTheModelsInput() throws Exception {
        Path path = directory.resolve("preprocessor_config.json");
        Files.writeString(path, Files.readString(path).replace(": 32", ": 40"));
        assertRefused("crops to 40 pixels", "asks for images of 32");
    }

    @Test
    void readsTheImageProcessorFromTheFileThatTransformers5Writes() throws Exception {
        // Given settings in preprocessor_config.json
        PreprocessingConfig before = PreprocessingConfig.read(directory);
        Path own = directory.resolve("preprocessor_config.json");
        String settings = Files.readString(own);

        // When they move into processor_config.json
        Path shared = directory.resolve("processor_config.json");
        Files.writeString(shared, "{\"image_processor\": " + settings + ", \"processor_class\": \"CLIPProcessor\"}");
        Files.delete(own);

        // Then they are read from there, and errors name that file
        assertThat(PreprocessingConfig.read(directory).canonical()).isEqualTo(before.canonical());
        Files.writeString(shared, Files.readString(shared).replace(": 32", ": 40"));
        assertRefused(shared.toString(), "crops to 40 pixels");
        Files.writeString(shared, "{\"processor_class\": \"CLIPProcessor\"}");
        assertRefused(shared.toString(), "image_processor");
    }

    @Test
    void absentSettingsTakeTheDefaultsOfTransformers() throws Exception {
        // Given files that say nothing
        Files.writeString(directory.resolve("config.json"), "{}");
        Files.writeString(directory.resolve("preprocessor_config.json"), "{}");

        // Then they mean ViT-B/32 and OpenAI's preprocessing
        TowerConfig image = new TowerConfig(768, 3072, 12, 12, "quick_gelu", 1e-5);
        TowerConfig text = new TowerConfig(512, 2048, 12, 8, "quick_gelu", 1e-5);
        assertThat(ClipConfig.read(directory.resolve("config.json")))
                .isEqualTo(new ClipConfig(512, image, 224, 32, text, 49408, 77, 49407));
        assertThat(PreprocessingConfig.read(directory).canonical())
                .isEqualTo("short=224 crop=224 bicubic scale=" + 1 / 255.0
                        + " mean=[0.48145466, 0.4578275, 0.40821073] std=[0.26862954, 0.26130258, 0.27577711]");
    }

    @Test
    void namesAMissingTensor() throws Exception {
        rewriteHeader(FC1, FC1.replace("fc1", "fcX"));
        assertRefused("model.safetensors", "tensor '" + FC1 + "' is missing");
    }

    @Test
    void namesATensorOfAWrongShape() throws Exception {
        rewriteHeader("\"shape\":[604,32]", "\"shape\":[32,604]");
        assertRefused(
                "'text_model.embeddings.token_embedding.weight' has shape [32, 604], config.json asks for [604, 32]");
    }

    @Test
    void namesATensorOfAWrongType() throws Exception {
        rewriteHeader("\"dtype\":\"F32\",\"shape\":[604,32]", "\"dtype\":\"I32\",\"shape\":[604,32]");
        assertRefused("'text_model.embeddings.token_embedding.weight' has dtype I32, expected F32, F16 or BF16");
    }

    @Test
    void namesATensorThatIsCutOff() throws Exception {
        Path path = directory.resolve("model.safetensors");
        byte[] bytes = Files.readAllBytes(path);
        Files.write(path, Arrays.copyOf(bytes, bytes.length - 1));
        assertRefused(path.toString(), "tensor '", "it is cut short");
    }

    @Test
    void refusesADirectoryWithoutSafetensors() throws Exception {
        Files.move(directory.resolve("model.safetensors"), directory.resolve("pytorch_model.bin"));
        assertRefused("model.safetensors: missing", "convert pytorch_model.bin");
        assertThatThrownBy(() -> ClipModel.load(directory.resolve("nowhere")))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("no such directory");
    }

    @Test
    void readsShardsThroughTheirIndex() throws Exception {
        // Given the weights in a shard of another name
        String whole = fingerprint();
        Files.move(directory.resolve("model.safetensors"), directory.resolve("model-00001-of-00001.safetensors"));
        Path index = directory.resolve("model.safetensors.index.json");
        Files.writeString(index, "{\"weight_map\":{\"logit_scale\":\"model-00001-of-00001.safetensors\"}}");

        // Then the backbone is the same; and an index that leads out of the directory is refused
        assertThat(fingerprint()).isEqualTo(whole);
        Files.writeString(index, "{\"weight_map\":{\"logit_scale\":\"../other.safetensors\"}}");
        assertRefused("weight_map names the file \"../other.safetensors\"");
    }

    @Test
    void findsAClipThatWasSavedAsAPartOfALargerModule() throws Exception {
        // Given every tensor's name behind that of its module, and the scale as a vector of one
        String whole = fingerprint();
        rewriteHeader("\"shape\":[]", "\"shape\":[1]");
        for (String part : new String[] {"vision_model.", "text_model.", "visual_projection", "text_projection"}) {
            rewriteHeader("\"" + part, "\"module.clip." + part);
        }
        rewriteHeader("\"logit_scale", "\"module.clip.logit_scale");

        // Then the checkpoint is read; a tensor that is missing is named in full
        assertThat(fingerprint()).isNotEqualTo(whole);
        rewriteHeader("fc1", "fcX");
        assertRefused("tensor 'module.clip.vision_model.encoder.layers.0.mlp.fc1.weight' is missing");
    }

    @Test
    void saysThatWeightsHaveTheNamesOfOpenClip() throws Exception {
        rewriteHeader("vision_model.embeddings.class_embedding", "visual.class_embedding");
        rewriteHeader("vision_model.embeddings.patch_embedding.weight", "visual.conv1.weight");
        assertRefused("model.safetensors: the weights have open_clip's names");
    }

    @Test
    void fingerprintChangesWithAnyWeightAndWithThePreprocessing() throws Exception {
        // Given the name of a checkpoint
        String before = fingerprint();

        // When the last byte of its weights changes, or its mean colour
        Path weights = directory.resolve("model.safetensors");
        byte[] bytes = Files.readAllBytes(weights);
        bytes[bytes.length - 1] ^= 1;
        Files.write(weights, bytes);
        String otherWeights = fingerprint();
        Path preprocessing = directory.resolve("preprocessor_config.json");
        Files.writeString(preprocessing, Files.readString(preprocessing).replace("0.48145466", "0.5"));

        // Then its name does
        assertThat(otherWeights).isNotEqualTo(before);
        assertThat(fingerprint()).isNotEqualTo(before).isNotEqualTo(otherWeights);
    }

    private String fingerprint() throws IOException {
        try (Checkpoint checkpoint = Checkpoint.open(directory)) {
            return checkpoint.fingerprint();
        }
    }

    private void assertRefused(String... reasons) {
        assertThatThrownBy(() -> ClipModel.load(directory))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContainingAll(reasons);
    }

    /** Replaces a part of the header wherever it occurs. */
    private void rewriteHeader(String old, String replacement) throws IOException {
        Path path = directory.resolve("model.safetensors");
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN);
        int length = (int) bytes.getLong();
        String header = new String(bytes.array(), 8, length, StandardCharsets.UTF_8);
        assertThat(header).contains(old);
        byte[] changed = header.replace(old, replacement).getBytes(StandardCharsets.UTF_8);
        ByteBuffer made = ByteBuffer.allocate(bytes.capacity() - length + changed.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(changed.length)
                .put(changed)
                .put(bytes.position(8 + length));
        Files.write(path, made.array());
    }

    private static String quoted(String text) {
        return text.replace('\'', '"');
    }
}
