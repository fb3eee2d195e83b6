package io.clipstream.clip;

import java.util.List;
import java.util.Set;

/**
 * The transformer of one tower.
 *
 * @param width width of the residual stream
 * @param mlpWidth width inside the MLP
 * @param depth number of layers
 * @param heads attention heads; divides {@code width}
 * @param activation {@code quick_gelu} or {@code gelu}
 * @param eps epsilon of the layer norms
 */
record TowerConfig(int width, int mlpWidth, int depth, int heads, String activation, double eps) {
    private static final Set<String> ACTIVATIONS = Set.of("quick_gelu", "gelu");
    private static final List<String> ROTARY = List.of("rope_theta", "rope_scaling", "rope_parameters");

    /** Reads the tower's object of a config.json; absent keys take the defaults of transformers, given here. */
    static TowerConfig read(JsonFields json, int width, int mlpWidth, int heads) throws CheckpointException {
        TowerConfig config = new TowerConfig(
                json.positive("hidden_size", width),
                json.positive("intermediate_size", mlpWidth),
                json.positive("num_hidden_layers", 12),
                json.positive("num_attention_heads", heads),
                json.text("hidden_act", "quick_gelu"),
                json.positive("layer_norm_eps", 1e-5));
        if (!ACTIVATIONS.contains(config.activation)) {
            throw json.wrong("hidden_act", "quick_gelu or gelu");
        }
        if (!json.text("position_embedding_type", "absolute").equals("absolute")) {
            throw json.wrong("position_embedding_type", "absolute: CLIP's towers learn one embedding a position");
        }
        for (String key : ROTARY) {
            if (json.has(key)) {
                throw json.wrong(key, "no rotary positions: CLIP's towers learn one embedding a position");
            }
        }
        if (config.width % config.heads != 0) {
            throw json.wrong("num_attention_heads", "a divisor of hidden_size " + config.width);
        }
        return config;
    }

    String canonical() {
        return "width=" + width + " mlp=" + mlpWidth + " depth=" + depth + " heads=" + heads + " activation="
                + activation + " eps=" + eps;
    }
}
