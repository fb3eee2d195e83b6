package io.clipstream.app.bench;

import io.clipstream.clip.ImageTowerShape;

/** Counts the arithmetic of image towers. */
final class TowerWork {
    private TowerWork() {}

    /**
     * Floating-point operations for one image, of the tower as published: matrix products alone, a multiplication and an
     * addition counted as two.
     *
     * <p>With L positions of width W, MLPs of width M, N layers, P patches of side p and features of dimension D:
     *
     * <pre>
     * 2 · ( P · 3p² · W                        patch embedding
     *     + N · ( L · 4W²                      q, k, v and output projections
     *           + 2 · L² · W                   scores and weighted sums, all heads together
     *           + L · 2WM )                    MLP
     *     + W · D )                            projection of the class token
     * </pre>
     *
     * An encoder that computes less, such as the last layer for the class token alone, is still credited with all of it:
     * what counts is images, and the peak that it is compared with does not know the shortcut.
     */
    static long flops(ImageTowerShape tower) {
        long width = tower.width();
        long positions = tower.positions();
        long embedding = tower.patches() * 3L * tower.patch() * tower.patch() * width;
        long layer = positions * (4 * width * width + 2 * width * tower.mlpWidth()) + 2 * positions * positions * width;
        return 2 * (embedding + tower.depth() * layer + width * tower.dimension());
    }
}
