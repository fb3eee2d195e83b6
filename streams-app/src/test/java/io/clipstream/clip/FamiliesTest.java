package io.clipstream.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The spellings of config.json and preprocessor_config.json that published checkpoints have, and other families' own. */
class FamiliesTest {
    @TempDir
    Path directory;

    @Test
    void readsOpenAisSpellingOf2021() throws Exception {
        // Given both towers spelt out, empty long names, and 2 for the end token
        ClipConfig config = config(
                """
                {"architectures": ["CLIPModel"], "initializer_factor": 1.0, "logit_scale_init_value": 2.6592,
                 "model_type": "clip", "projection_dim": 768, "torch_dtype": "float32", "transformers_version": null,
                 "text_config": {"_name_or_path": "", "architectures": null, "bos_token_id": 0, "eos_token_id": 2,
                   "pad_token_id": 1, "hidden_act": "quick_gelu", "hidden_size": 768, "intermediate_size": 3072,
                   "layer_norm_eps": 1e-05, "max_position_embeddings": 77, "model_type": "clip_text_model",
                   "num_attention_heads": 12, "num_hidden_layers": 12, "projection_dim": 768, "torch_dtype": null,
                   "vocab_size": 49408},
                 "text_config_dict": {"hidden_size": 768, "intermediate_size": 3072, "num_attention_heads": 12,
                   "num_hidden_layers": 12, "projection_dim": 768},
                 "vision_config": {"hidden_act": "quick_gelu", "hidden_size": 1024, "image_size": 336,
                   "intermediate_size": 4096, "layer_norm_eps": 1e-05, "model_type": "clip_vision_model",
                   "num_attention_heads": 16, "num_channels": 3, "num_hidden_layers": 24, "patch_size": 14},
                 "vision_config_dict": null}""");

        // Then it is ViT-L/14@336; the long name leaves the end token to its default, which is the same token
        TowerConfig image = new TowerConfig(1024, 4096, 24, 16, "quick_gelu", 1e-5);
        TowerConfig text = new TowerConfig(768, 3072, 12, 12, "quick_gelu", 1e-5);
        assertThat(config).isEqualTo(new ClipConfig(768, image, 336, 14, text, 49408, 77, 49407));
    }

    @Test
    void readsLaionsSpellingOf2022WhereTheLongNamesWin() throws Exception {
        // Given H/14 with what was meant under the long names, and the defaults of the day under the short ones
        ClipConfig config = config(
                """
                {"model_type": "clip", "projection_dim": 1024, "_commit_hash": null, "torch_dtype": "float32",
                 "text_config": {"hidden_act": "gelu", "hidden_size": 1024, "eos_token_id": 2, "bos_token_id": 0,
                   "intermediate_size": 4096, "num_attention_heads": 16, "num_hidden_layers": 24, "projection_dim": 512},
                 "text_config_dict": {"hidden_act": "gelu", "hidden_size": 1024, "intermediate_size": 4096,
                   "num_attention_heads": 16, "num_hidden_layers": 24},
                 "vision_config": {"hidden_act": "quick_gelu", "hidden_size": 768},
                 "vision_config_dict": {"hidden_act": "gelu", "hidden_size": 1280, "intermediate_size": 5120,
                   "num_attention_heads": 16, "num_hidden_layers": 32, "patch_size": 14}}""");

        // Then it is H/14, whose heads are 80 wide
        TowerConfig image = new TowerConfig(1280, 5120, 32, 16, "gelu", 1e-5);
        TowerConfig text = new TowerConfig(1024, 4096, 24, 16, "gelu", 1e-5);
        assertThat(config).isEqualTo(new ClipConfig(1024, image, 224, 14, text, 49408, 77, 49407));
    }

    @Test
    void readsTodaysSpelling() throws Exception {
        // Given bigG/14 with lists for sides, a longer context, a dtype and the tokens' real ids
        ClipConfig config = config(
                """
                {"architectures": ["CLIPModel"], "dtype": "bfloat16", "model_type": "clip", "projection_dim": 1280,
                 "text_config": {"bos_token_id": 49406, "eos_token_id": 49407, "hidden_act": "gelu", "hidden_size": 1280,
                   "intermediate_size": 5120, "max_position_embeddings": 248, "num_attention_heads": 20,
                   "num_hidden_layers": 32, "rope_parameters": null},
                 "vision_config": {"hidden_act": "gelu", "hidden_size": 1664, "image_size": [224, 224],
                   "intermediate_size": 8192, "num_attention_heads": 16, "num_hidden_layers": 48, "patch_size": [14, 14]},
                 "transformers_version": "5.0.0"}""");

        TowerConfig image = new TowerConfig(1664, 8192, 48, 16, "gelu", 1e-5);
        TowerConfig text = new TowerConfig(1280, 5120, 32, 20, "gelu", 1e-5);
        assertThat(config).isEqualTo(new ClipConfig(1280, image, 224, 14, text, 49408, 248, 49407));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'model_type': 'siglip'            | model_type is 'siglip', expected clip: SigLIP pools images by attention and adds a bias",
                "'model_type': 'siglip2'           | SigLIP 2",
                "'model_type': 'align'             | ALIGN",
                "'model_type': 'chinese_clip'      | Chinese-CLIP has a BERT",
                "'model_type': 'clipseg'           | CLIPSeg",
                "'model_type': 'blip'              | BLIP matches",
                "'model_type': 'altclip'           | AltCLIP",
                "'model_type': 'xclip'             | X-CLIP is a video model",
                "'model_type': 'metaclip_2'        | MetaCLIP 2",
                "'model_type': 'bert'              | model_type is 'bert', expected clip: other model families",
                "'model_type': 'clip_vision_model' | one tower alone classifies nothing",
                "'model_type': 'clip', 'architectures': ['EvaCLIPModel'], 'auto_map': {'AutoModel': 'm.EvaCLIPModel'} | architectures is ['EvaCLIPModel'], expected CLIPModel: code that comes with a checkpoint is not run",
                "'architecture': 'vit_base_patch16_clip_224', 'num_classes': 512 | this is a timm image model",
                "'text_config': {'hidden_act': 'gelu_new'} | text_config.hidden_act is 'gelu_new', expected quick_gelu or gelu",
                "'vision_config': {'hidden_act': 'gelu_pytorch_tanh'} | vision_config.hidden_act is 'gelu_pytorch_tanh'",
                "'vision_config': {'rope_theta': 10000} | vision_config.rope_theta is 10000, expected no rotary positions",
                "'text_config': {'position_embedding_type': 'rotary'} | text_config.position_embedding_type is 'rotary', expected absolute",
                "'vision_config': {'image_size': [224, 192]} | vision_config.image_size is [224,192], expected a square",
            })
    void refusesWhatIsNoClipByName(String given, String reason) throws Exception {
        assertThatThrownBy(() -> config("{" + quoted(given) + "}"))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining(directory.resolve("config.json").toString())
                .hasMessageContaining(quoted(reason));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'vision_cfg': {'layers': 12, 'width': 768}, 'text_cfg': {'width': 512} | the weights have open_clip's names",
                "'vision_cfg': {'layers': [3, 4, 6, 3], 'width': 64}  | a CLIP with a ResNet for its image tower",
                "'vision_cfg': {'timm_model_name': 'fastvit_mci1'}    | timm's image tower fastvit_mci1",
                "'text_cfg': {'hf_model_name': 'xlm-roberta-base'}    | the text tower xlm-roberta-base",
                "'multimodal_cfg': {'width': 768}                     | a CoCa in open_clip's layout",
            })
    void saysWhatAnOpenClipFolderHolds(String given, String reason) throws Exception {
        // Given open_clip's files without a config.json
        Path file = Files.writeString(
                directory.resolve("open_clip_config.json"), "{\"model_cfg\": {" + quoted(given) + "}}");

        // Then the folder is refused with what it holds
        assertThatThrownBy(() -> Checkpoint.open(directory))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(reason);
    }

    @Test
    void anEmptyFolderIsRefusedWithTheFileThatIsMissing() {
        assertThatThrownBy(() -> Checkpoint.open(directory))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("config.json: missing; expected a CLIP checkpoint");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'feature_extractor_type': 'CLIPFeatureExtractor', 'size': 224, 'crop_size': 224, 'resample': 3",
                "'image_processor_type': 'CLIPImageProcessor', 'size': {'shortest_edge': 224}, 'crop_size': {'height': 224, 'width': 224}, 'rescale_factor': 0.00392156862745098, 'do_convert_rgb': true",
                "'image_processor_type': 'CLIPImageProcessorFast', 'device': null, 'data_format': 'channels_first', 'size': {'shortest_edge': 224}, 'image_mean': [0.48145466, 0.4578275, 0.40821073]",
                "'processor_class': 'CLIPProcessor', 'do_resize': true, 'image_std': [0.26862954, 0.26130258, 0.27577711]",
            })
    void everySpellingOfThePreprocessingMeansTheSame(String given) throws Exception {
        Files.writeString(directory.resolve("preprocessor_config.json"), "{" + quoted(given) + "}");
        assertThat(PreprocessingConfig.read(directory).canonical())
                .isEqualTo("short=224 crop=224 bicubic scale=" + 1 / 255.0
                        + " mean=[0.48145466, 0.4578275, 0.40821073] std=[0.26862954, 0.26130258, 0.27577711]");
    }

    @Test
    void doesNotGuessThePreprocessing() {
        assertThatThrownBy(() -> PreprocessingConfig.read(directory))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("preprocessor_config.json: missing")
                .hasMessageContaining("copy it from the checkpoint");
    }

    private ClipConfig config(String json) throws Exception {
        return ClipConfig.read(Files.writeString(directory.resolve("config.json"), json));
    }

    private static String quoted(String text) {
        return text.replace('\'', '"');
    }
}
