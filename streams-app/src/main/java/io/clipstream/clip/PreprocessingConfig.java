package io.clipstream.clip;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * What happens to an image before the image tower, as preprocessor_config.json tells it.
 *
 * @param shortSide length of the short side after the bicubic resize, in pixels; at least {@code crop}
 * @param crop side of the square cut from the centre, in pixels
 * @param scale factor from 8-bit values to the range of {@code mean} and {@code std}, usually 1/255
 * @param mean means by channel, subtracted after scaling
 * @param std divisors by channel, after subtraction
 */
record PreprocessingConfig(int shortSide, int crop, double scale, double[] mean, double[] std) {
    private static final String OWN = "preprocessor_config.json";
    private static final double[] MEAN = {0.48145466, 0.4578275, 0.40821073};
    private static final double[] STD = {0.26862954, 0.26130258, 0.27577711};

    /** That of OpenAI's checkpoints, for a square of this side. */
    static PreprocessingConfig clip(int side) {
        return new PreprocessingConfig(side, side, 1 / 255.0, MEAN.clone(), STD.clone());
    }

    /** The processor's own file, or the one that transformers 5 writes in its place; the former where there is neither. */
    static Path file(Path directory) {
        Path own = directory.resolve(OWN);
        Path shared = directory.resolve("processor_config.json");
        return Files.exists(own) || !Files.exists(shared) ? own : shared;
    }

    static PreprocessingConfig read(Path directory) throws CheckpointException {
        Path file = file(directory);
        if (!Files.exists(file)) {
            throw new CheckpointException(
                    file + ": missing; it says how images are resized and normalised, which cannot"
                            + " be guessed: copy it from the checkpoint that this one was trained from");
        }
        JsonFields json = JsonFields.read(file);
        if (!file.endsWith(OWN)) {
            if (!json.has("image_processor")) {
                throw new CheckpointException(file + ": image_processor is missing; it says how images are resized and"
                        + " normalised, which cannot be guessed");
            }
            json = json.object("image_processor");
        }
        for (String key : new String[] {"image_processor_type", "feature_extractor_type"}) {
            if (!json.text(key, "CLIP").startsWith("CLIP")) {
                throw json.wrong(key, "CLIPImageProcessor");
            }
        }
        for (String key : new String[] {"do_resize", "do_center_crop", "do_rescale", "do_normalize"}) {
            if (!json.flag(key, true)) {
                throw json.wrong(key, "true");
            }
        }
        if (json.integer("resample", 3, 0, 5) != 3) {
            throw json.wrong("resample", "3 (bicubic): other filters are not supported");
        }
        int shortSide = shortSide(json);
        int crop = crop(json);
        if (shortSide < crop) {
            throw json.wrong("size", "a short side of at least the crop of " + crop + " pixels");
        }
        double[] std = json.three("image_std", STD);
        for (double s : std) {
            if (!(s > 0)) {
                throw json.wrong("image_std", "three numbers above 0");
            }
        }
        return new PreprocessingConfig(
                shortSide, crop, json.positive("rescale_factor", 1 / 255.0), json.three("image_mean", MEAN), std);
    }

    private static int shortSide(JsonFields json) throws CheckpointException {
        if (!json.isObject("size")) {
            return json.positive("size", 224);
        }
        if (!json.object("size").has("shortest_edge")) {
            throw json.wrong(
                    "size", "an integer or {\"shortest_edge\": N}: resizing to a fixed shape is not supported");
        }
        return json.object("size").positive("shortest_edge", 224);
    }

    private static int crop(JsonFields json) throws CheckpointException {
        if (!json.isObject("crop_size")) {
            return json.positive("crop_size", 224);
        }
        JsonFields crop = json.object("crop_size");
        int height = crop.positive("height", 224);
        if (crop.positive("width", 224) != height) {
            throw json.wrong("crop_size", "a square");
        }
        return height;
    }

    String canonical() {
        return "short=" + shortSide + " crop=" + crop + " bicubic scale=" + scale + " mean=" + Arrays.toString(mean)
                + " std=" + Arrays.toString(std);
    }
}
