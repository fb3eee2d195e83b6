package io.clipstream.clip;

import java.nio.file.Files;
import java.nio.file.Path;

/** Recognises checkpoints in open_clip's own layout, and says what they hold and what to do. */
final class OpenClipFolder {
    static final String LANDMARK = "visual.conv1.weight";
    static final String REMEDY = "the weights have open_clip's names, not those of transformers: take model.safetensors"
            + " and config.json where the repository has both layouts, as most of laion's have, or convert once with"
            + " streams-app/src/test/reference/open_clip_to_transformers.py of the sources";

    private OpenClipFolder() {}

    /** Throws if {@code directory} is an open_clip folder without a config.json beside it. */
    static void refuse(Path directory) throws CheckpointException {
        if (Files.exists(directory.resolve("config.json"))) {
            return;
        }
        Path file = directory.resolve("open_clip_config.json");
        if (!Files.exists(file)) {
            throw new CheckpointException(
                    directory.resolve("config.json") + ": missing; expected a CLIP checkpoint in transformers' format");
        }
        throw new CheckpointException(file + ": " + what(JsonFields.read(file).object("model_cfg")));
    }

    private static String what(JsonFields model) throws CheckpointException {
        JsonFields image = model.object("vision_cfg");
        JsonFields text = model.object("text_cfg");
        String unread = " in open_clip's layout, which is not read; use a CLIP whose towers are its own transformers";
        if (model.has("multimodal_cfg")) {
            return "a CoCa" + unread;
        }
        if (image.has("timm_model_name")) {
            return "a model with timm's image tower " + image.text("timm_model_name", "") + unread;
        }
        if (image.isList("layers")) {
            return "a CLIP with a ResNet for its image tower" + unread;
        }
        if (text.has("hf_model_name")) {
            return "a model with the text tower " + text.text("hf_model_name", "") + unread;
        }
        return REMEDY;
    }
}
