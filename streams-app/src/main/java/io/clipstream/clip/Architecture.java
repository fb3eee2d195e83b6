package io.clipstream.clip;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The published architectures of the CLIP family, by the names that the papers and OpenCLIP use. */
public enum Architecture {
    VIT_B_32("quick_gelu", 512, 224, 32, vision(768, 3072, 12, 12), text(512, 8, 12)),
    VIT_B_16("quick_gelu", 512, 224, 16, vision(768, 3072, 12, 12), text(512, 8, 12)),
    VIT_L_14("quick_gelu", 768, 224, 14, vision(1024, 4096, 24, 16), text(768, 12, 12)),
    VIT_L_14_336("quick_gelu", 768, 336, 14, vision(1024, 4096, 24, 16), text(768, 12, 12)),
    VIT_H_14("gelu", 1024, 224, 14, vision(1280, 5120, 32, 16), text(1024, 16, 24)),
    VIT_G_14("gelu", 1024, 224, 14, vision(1408, 6144, 40, 16), text(1024, 16, 24)),
    VIT_BIGG_14("gelu", 1280, 224, 14, vision(1664, 8192, 48, 16), text(1280, 20, 32));

    private static final int VOCABULARY = 49408;
    private static final int CONTEXT = 77;
    private static final int EOS = 49407;
    private static final double EPS = 1e-5;

    private final String activation;
    private final int dimension;
    private final int imageSize;
    private final int patch;
    private final int[] vision;
    private final int[] text;

    Architecture(String activation, int dimension, int imageSize, int patch, int[] vision, int[] text) {
        this.activation = activation;
        this.dimension = dimension;
        this.imageSize = imageSize;
        this.patch = patch;
        this.vision = vision;
        this.text = text;
    }

    private static int[] vision(int width, int mlpWidth, int depth, int heads) {
        return new int[] {width, mlpWidth, depth, heads};
    }

    private static int[] text(int width, int heads, int depth) {
        return new int[] {width, 4 * width, depth, heads};
    }

    /** The name on the command line, such as {@code vit-b-32}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** All names, in the order of their size. */
    public static List<String> words() {
        return Arrays.stream(values()).map(Architecture::word).toList();
    }

    /**
     * The architecture of a name; capitals and slashes as in {@code ViT-B/32} are understood.
     *
     * @throws IllegalArgumentException with the list of names, if there is none of this one
     */
    public static Architecture of(String word) {
        String plain = word.toLowerCase(Locale.ROOT).replace('/', '-').replace('@', '-');
        return Arrays.stream(values())
                .filter(architecture -> architecture.word().equals(plain))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "there is no architecture '" + word + "'; expected one of " + String.join(", ", words())));
    }

    /** Everything that config.json would say of it. */
    ClipConfig config() {
        return new ClipConfig(dimension, tower(vision), imageSize, patch, tower(text), VOCABULARY, CONTEXT, EOS);
    }

    private TowerConfig tower(int[] sizes) {
        return new TowerConfig(sizes[0], sizes[1], sizes[2], sizes[3], activation, EPS);
    }

    /** Sizes of the image tower. */
    public ImageTowerShape imageTower() {
        return config().imageTower();
    }
}
