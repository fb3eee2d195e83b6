package io.clipstream.clip;

import java.nio.file.Path;

/**
 * The architecture of a CLIP checkpoint, as its config.json tells it.
 *
 * @param dimension dimension D of the features of both towers
 * @param image transformer of the image tower
 * @param imageSize side S of the square input, in pixels; a multiple of {@code patch}
 * @param patch side of a patch, in pixels
 * @param text transformer of the text tower
 * @param vocabulary number of token ids
 * @param contextLength longest text, in tokens with both ends
 * @param eos id of the end-of-text token; 2 in old files, where it means "the largest id of the text"
 */
record ClipConfig(
        int dimension,
        TowerConfig image,
        int imageSize,
        int patch,
        TowerConfig text,
        int vocabulary,
        int contextLength,
        int eos) {

    static ClipConfig read(Path file) throws CheckpointException {
        JsonFields json = JsonFields.read(file);
        OtherFamilies.refuse(json);
        JsonFields image = tower(json, "vision_config");
        JsonFields text = tower(json, "text_config");
        if (image.integer("num_channels", 3, 1, 1 << 10) != 3) {
            throw image.wrong("num_channels", "3");
        }
        int size = image.side("image_size", 224);
        int patch = image.side("patch_size", 32);
        if (size % patch != 0) {
            // The convolution would drop the pixels past the last whole patch; no published CLIP does this.
            throw image.wrong(image.has("patch_size") ? "patch_size" : "image_size", "a divisor of the image size");
        }
        return new ClipConfig(
                json.positive("projection_dim", 512),
                TowerConfig.read(image, 768, 3072, 12),
                size,
                patch,
                TowerConfig.read(text, 512, 2048, 8),
                text.positive("vocab_size", 49408),
                text.integer("max_position_embeddings", 77, 2, 1 << 20),
                text.integer("eos_token_id", 49407, 0, 1 << 24));
    }

    // Files of 2022 hold the tower twice; transformers lets the longer name win.
    private static JsonFields tower(JsonFields json, String key) throws CheckpointException {
        return json.object(json.has(key + "_dict") ? key + "_dict" : key);
    }

    int positions() {
        int side = imageSize / patch;
        return side * side + 1;
    }

    ImageTowerShape imageTower() {
        return new ImageTowerShape(
                imageSize, patch, image.width(), image.mlpWidth(), image.depth(), image.heads(), dimension);
    }

    /** One line that is equal for equal architectures, whatever the file's wording. */
    String canonical() {
        return "dimension=" + dimension + " image[" + image.canonical() + " size=" + imageSize + " patch=" + patch
                + "] text[" + text.canonical() + " vocabulary=" + vocabulary + " context=" + contextLength + " eos="
                + eos + "]";
    }
}
