package io.clipstream.app.quickstart.scenes;

import java.util.random.RandomGenerator;

/** Domes around the points of a jittered grid that repeats itself, each with a tone of its own. */
final class Domes {
    private final int perSide;
    private final float pitch;
    private final float[] x;
    private final float[] y;
    private final float[] tone;

    Domes(RandomGenerator random, int perSide, int side) {
        this.perSide = perSide;
        this.pitch = (float) side / perSide;
        int count = perSide * perSide;
        this.x = new float[count];
        this.y = new float[count];
        this.tone = new float[count];
        for (int i = 0; i < count; i++) {
            x[i] = (i % perSide + random.nextFloat()) * pitch;
            y[i] = (i / perSide + random.nextFloat()) * pitch;
            tone[i] = random.nextFloat() - 0.5f;
        }
    }

    /** Height of the nearest dome at a point, plus the light on its slope. */
    float height(int column, int row) {
        int cellX = (int) (column / pitch);
        int cellY = (int) (row / pitch);
        float best = Float.MAX_VALUE;
        float height = 0;
        for (int dy = -1; dy <= 1; dy++) {
            for (int dx = -1; dx <= 1; dx++) {
                int i = Math.floorMod(cellY + dy, perSide) * perSide + Math.floorMod(cellX + dx, perSide);
                float right = wrapped(column - x[i]);
                float down = wrapped(row - y[i]);
                float distance = right * right + down * down;
                if (distance < best) {
                    best = distance;
                    height = 0.8f * tone[i] - 1.1f * distance / (pitch * pitch) - 0.7f * (right + down) / pitch;
                }
            }
        }
        return height;
    }

    private float wrapped(float distance) {
        float side = perSide * pitch;
        return distance > side / 2 ? distance - side : distance < -side / 2 ? distance + side : distance;
    }
}
