package io.clipstream.adapter;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Objects;
import java.util.Random;
import java.util.Set;

/**
 * Holds one shot of each class out, of classes that have at least two; drawn from a seed, sources never on both sides.
 *
 * <p>Source: Vorster et al., "Hold-One-Shot-Out (HOSO) for Validation-Free Few-Shot CLIP Adapters", 2026 (arXiv 2603.04341).
 */
final class HeldOut {
    /** Part of a shot that is held out, in the place of a fold. */
    static final int HELD = 0;

    /** Part of a shot that is trained on. */
    static final int KEPT = -1;

    /** Part of a shot that is neither, since one of its source is held out. */
    static final int NEITHER = -2;

    /** Keeps this draw independent of those of the methods. */
    private static final long DRAW = 0x27D4EB2F165667C5L;

    private HeldOut() {}

    /** The part of each shot, in the order of the shots. */
    static int[] parts(SupportSet support, int classes, long seed) {
        int[] parts = new int[support.size()];
        Arrays.fill(parts, KEPT);
        int[] counts = new int[classes];
        for (Shot shot : support.shots()) {
            counts[shot.label()]++;
        }
        Random random = new Random(seed ^ DRAW);
        int[] drawn = new int[classes];
        for (int c = 0; c < classes; c++) {
            drawn[c] = counts[c] < 2 ? -1 : random.nextInt(counts[c]);
        }
        Set<String> sources = new HashSet<>();
        for (int row = 0; row < parts.length; row++) {
            Shot shot = support.shots().get(row);
            if (drawn[shot.label()]-- == 0) {
                parts[row] = HELD;
                sources.add(shot.source());
            }
        }
        sources.removeIf(Objects::isNull);
        for (int row = 0; row < parts.length; row++) {
            if (parts[row] == KEPT && sources.contains(support.shots().get(row).source())) {
                parts[row] = NEITHER;
            }
        }
        return parts;
    }
}
