package io.clipstream.clip;

import java.util.ArrayList;
import java.util.List;

/** The tensors of each tower by name and shape, in the order that {@code clip_encoder.py} takes them. */
final class TowerWeights {
    private TowerWeights() {}

    static List<TensorSpec> image(ClipConfig config) {
        int width = config.image().width();
        List<TensorSpec> specs = new ArrayList<>();
        String embeddings = "vision_model.embeddings.";
        specs.add(new TensorSpec(embeddings + "patch_embedding.weight", width, 3, config.patch(), config.patch()));
        specs.add(new TensorSpec(embeddings + "class_embedding", width));
        specs.add(new TensorSpec(embeddings + "position_embedding.weight", config.positions(), width));
        // The missing "e" is the original's.
        pair(specs, "vision_model.pre_layrnorm", width);
        pair(specs, "vision_model.post_layernorm", width);
        specs.add(new TensorSpec("visual_projection.weight", config.dimension(), width));
        layers(specs, "vision_model.encoder.layers.", config.image());
        return specs;
    }

    static List<TensorSpec> text(ClipConfig config) {
        int width = config.text().width();
        List<TensorSpec> specs = new ArrayList<>();
        String embeddings = "text_model.embeddings.";
        specs.add(new TensorSpec(embeddings + "token_embedding.weight", config.vocabulary(), width));
        specs.add(new TensorSpec(embeddings + "position_embedding.weight", config.contextLength(), width));
        pair(specs, "text_model.final_layer_norm", width);
        specs.add(new TensorSpec("text_projection.weight", config.dimension(), width));
        layers(specs, "text_model.encoder.layers.", config.text());
        return specs;
    }

    static TensorSpec logitScale() {
        return new TensorSpec("logit_scale");
    }

    private static void layers(List<TensorSpec> specs, String prefix, TowerConfig tower) {
        int width = tower.width();
        for (int i = 0; i < tower.depth(); i++) {
            String layer = prefix + i + ".";
            pair(specs, layer + "layer_norm1", width);
            for (String projection : List.of("q_proj", "k_proj", "v_proj", "out_proj")) {
                linear(specs, layer + "self_attn." + projection, width, width);
            }
            pair(specs, layer + "layer_norm2", width);
            linear(specs, layer + "mlp.fc1", tower.mlpWidth(), width);
            linear(specs, layer + "mlp.fc2", width, tower.mlpWidth());
        }
    }

    private static void pair(List<TensorSpec> specs, String name, int width) {
        specs.add(new TensorSpec(name + ".weight", width));
        specs.add(new TensorSpec(name + ".bias", width));
    }

    private static void linear(List<TensorSpec> specs, String name, int out, int in) {
        specs.add(new TensorSpec(name + ".weight", out, in));
        specs.add(new TensorSpec(name + ".bias", out));
    }
}
