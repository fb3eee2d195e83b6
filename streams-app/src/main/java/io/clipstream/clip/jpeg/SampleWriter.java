package io.clipstream.clip.jpeg;

import java.util.Arrays;

/** Turns blocks of coefficients into the planes of an image; owned by one thread, keeps its buffers. */
final class SampleWriter {
    private final InverseDct dct = new InverseDct();
    private final int[] block = new int[64];
    private final ColumnUpsampler[] upsamplers = {new ColumnUpsampler(), new ColumnUpsampler(), new ColumnUpsampler()};
    private Frame frame;
    private Units units;

    void reset(Frame newFrame, Units newUnits) {
        frame = newFrame;
        units = newUnits;
        // The last file may have broken off within a block.
        Arrays.fill(block, 0);
        for (int i = 0; i < frame.components.length; i++) {
            upsamplers[i].reset(frame, frame.components[i], units);
        }
    }

    /** Where the next block's coefficients go, in natural order, times the quantiser's steps; all 0 before. */
    int[] block() {
        return block;
    }

    /** Transforms the block, if its samples are wanted, and clears it. */
    void write(Component c, int blockX, int blockY, int energy, boolean flat) {
        if (units.holds(c, blockX, blockY)) {
            Plane plane = plane(c);
            dct.transform(block, energy, flat, plane, plane.place(blockX, blockY));
        } else {
            Arrays.fill(block, 0);
        }
    }

    /** Transforms all wanted blocks from a component's kept coefficients. */
    void writeAll(Component c) {
        int[] steps = new int[64];
        for (int k = 0; k < 64; k++) {
            steps[Zigzag.NATURAL[k]] = c.steps[k];
        }
        Plane plane = plane(c);
        int right = Math.min(units.right() * c.h, c.blocksAcross);
        int bottom = Math.min(units.bottom() * c.v, c.blocksDown);
        for (int y = units.top() * c.v; y < bottom; y++) {
            for (int x = units.left() * c.h; x < right; x++) {
                int at = (y * c.paddedAcross + x) * 64;
                int energy = 0;
                int any = 0;
                for (int k = 0; k < 64; k++) {
                    int value = (short) (c.coefficients[at + k] * steps[k]);
                    block[k] = value;
                    energy += Math.abs(value);
                    any |= k == 0 ? 0 : c.coefficients[at + k];
                }
                dct.transform(block, energy, any == 0, plane, plane.place(x, y));
            }
        }
    }

    private Plane plane(Component c) {
        int i = 0;
        while (frame.components[i] != c) {
            i++;
        }
        return upsamplers[i].plane();
    }

    JpegPixels pixels(boolean ycc) {
        return new JpegPixels(frame, ycc, units, upsamplers);
    }

    long kept() {
        return Arrays.stream(upsamplers).mapToLong(ColumnUpsampler::kept).sum();
    }
}
