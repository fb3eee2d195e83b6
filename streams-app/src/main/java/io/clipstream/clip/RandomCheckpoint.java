package io.clipstream.clip;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes a checkpoint of a published architecture with random weights, in the layout of Hugging Face, so that speed can be
 * measured without the published weights.
 *
 * <p>Weights are drawn at the scale at which trained networks start (a variance of one over the inputs, branches into the
 * residual stream scaled down by its depth), so that no activation overflows or vanishes. Weights are bfloat16, half the
 * size of what is published. There is no tokenizer: only the image tower of such a checkpoint can be loaded.
 */
public final class RandomCheckpoint {
    private RandomCheckpoint() {}

    /**
     * Writes {@code config.json}, {@code preprocessor_config.json} and {@code model.safetensors}; the same architecture and
     * seed give the same bytes everywhere.
     *
     * @param directory exists, and is written into
     */
    public static void write(Path directory, Architecture architecture, long seed) throws IOException {
        write(directory, architecture.config(), seed);
    }

    static void write(Path directory, ClipConfig config, long seed) throws IOException {
        Files.writeString(
                directory.resolve("config.json"), configuration(config).toPrettyString());
        Files.writeString(
                directory.resolve("preprocessor_config.json"),
                preprocessing(config).toPrettyString());
        List<TensorSpec> tensors = new ArrayList<>(TowerWeights.image(config));
        tensors.addAll(TowerWeights.text(config));
        tensors.add(TowerWeights.logitScale());
        int depth = Math.max(config.image().depth(), config.text().depth());
        RandomWeights.write(directory.resolve("model.safetensors"), tensors, depth, seed);
    }

    private static ObjectNode configuration(ClipConfig config) {
        ObjectNode json = JsonFields.MAPPER.createObjectNode();
        json.put("model_type", "clip").put("projection_dim", config.dimension());
        json.putArray("architectures").add("CLIPModel");
        tower(json.putObject("vision_config"), config, config.image())
                .put("image_size", config.imageSize())
                .put("patch_size", config.patch());
        tower(json.putObject("text_config"), config, config.text())
                .put("vocab_size", config.vocabulary())
                .put("max_position_embeddings", config.contextLength())
                .put("eos_token_id", config.eos());
        return json;
    }

    private static ObjectNode tower(ObjectNode json, ClipConfig config, TowerConfig tower) {
        return json.put("hidden_size", tower.width())
                .put("intermediate_size", tower.mlpWidth())
                .put("num_hidden_layers", tower.depth())
                .put("num_attention_heads", tower.heads())
                .put("hidden_act", tower.activation())
                .put("layer_norm_eps", tower.eps())
                .put("projection_dim", config.dimension());
    }

    private static ObjectNode preprocessing(ClipConfig config) {
        ObjectNode json = JsonFields.MAPPER.createObjectNode();
        json.put("image_processor_type", "CLIPImageProcessor").put("resample", 3);
        json.putObject("size").put("shortest_edge", config.imageSize());
        json.putObject("crop_size").put("height", config.imageSize()).put("width", config.imageSize());
        json.put("do_resize", true)
                .put("do_center_crop", true)
                .put("do_rescale", true)
                .put("do_normalize", true);
        json.putArray("image_mean").add(0.48145466).add(0.4578275).add(0.40821073);
        json.putArray("image_std").add(0.26862954).add(0.26130258).add(0.27577711);
        return json.put("rescale_factor", 1 / 255.0);
    }
}
