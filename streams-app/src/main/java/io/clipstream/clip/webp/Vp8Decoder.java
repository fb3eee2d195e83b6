package io.clipstream.clip.webp;

import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;

/** Decodes one VP8 key frame, the picture of a lossy WebP (RFC 6386); one thread's own. */
final class Vp8Decoder {
    private final Vp8Header header;
    private final int columns;
    private final int rows;
    private final Vp8Modes modes;
    private final Vp8Residuals residuals;

    /** Y, U and V in whole macroblocks: 16 × 16 samples of Y, 8 × 8 of the others. */
    private final Plane[] planes = new Plane[3];

    private final int[] edge = new int[13];

    private Vp8Decoder(Vp8Header header) {
        this.header = header;
        this.columns = header.width + 15 >> 4;
        this.rows = header.height + 15 >> 4;
        this.modes = new Vp8Modes(header, columns);
        this.residuals = new Vp8Residuals(header.coefficients, columns);
        planes[0] = new Plane(16 * columns, 16 * rows);
        planes[1] = new Plane(8 * columns, 8 * rows);
        planes[2] = new Plane(8 * columns, 8 * rows);
    }

    /** Decodes the bytes from {@code from} to {@code end} to the planes of Y, U and V. */
    static Plane[] decode(byte[] b, int from, int end) throws IOException {
        Vp8Decoder decoder = new Vp8Decoder(new Vp8Header(b, from, end));
        decoder.decode();
        return decoder.planes;
    }

    private void decode() throws EOFException {
        byte[] levels = new byte[columns * rows];
        boolean[] inner = new boolean[columns * rows];
        for (int row = 0; row < rows; row++) {
            BoolReader tokens = header.partitions[row & header.partitions.length - 1];
            modes.startRow();
            residuals.startRow();
            for (int column = 0; column < columns; column++) {
                modes.read(column);
                boolean coded = !modes.skipped && readResiduals(tokens, column);
                if (modes.skipped) {
                    residuals.skip(column, modes.inBlocks);
                    Arrays.fill(residuals.coefficients, (short) 0);
                }
                if (tokens.isExhausted()) {
                    throw new EOFException();
                }
                predict(column, row);
                // Filtered only when all is predicted, since prediction takes unfiltered samples.
                int i = row * columns + column;
                levels[i] = (byte) header.filterLevels[modes.segment][modes.inBlocks ? 1 : 0];
                inner[i] = modes.inBlocks || coded;
            }
            if (header.modes.isExhausted()) {
                throw new EOFException();
            }
        }
        filter(levels, inner);
    }

    private boolean readResiduals(BoolReader tokens, int column) {
        return residuals.read(tokens, column, modes.inBlocks, header.steps[modes.segment]);
    }

    private void predict(int column, int row) {
        Plane luma = planes[0];
        if (!modes.inBlocks) {
            Vp8Prediction.square(luma, 16 * column, 16 * row, 16, modes.luma);
        }
        for (int i = 0; i < 16; i++) {
            int x = 16 * column + 4 * (i & 3);
            int y = 16 * row + 4 * (i >> 2);
            if (modes.inBlocks) {
                readEdge(luma, x, y, column, row);
                Vp8Prediction.block(luma.samples, luma.at(x, y), luma.stride, modes.blocks[i], edge);
            }
            Vp8Transform.add(residuals.coefficients, 16 * i, luma.samples, luma.at(x, y), luma.stride);
        }
        for (int p = 1; p < 3; p++) {
            Plane chroma = planes[p];
            Vp8Prediction.square(chroma, 8 * column, 8 * row, 8, modes.chroma);
            for (int i = 0; i < 4; i++) {
                int to = chroma.at(8 * column + 4 * (i & 1), 8 * row + 4 * (i >> 1));
                Vp8Transform.add(residuals.coefficients, 16 * (12 + 4 * p + i), chroma.samples, to, chroma.stride);
            }
        }
    }

    private void readEdge(Plane plane, int x, int y, int column, int row) {
        byte[] s = plane.samples;
        int at = plane.at(x, y);
        int above = at - plane.stride;
        for (int i = 0; i < 4; i++) {
            edge[3 - i] = s[at + i * plane.stride - 1] & 0xff;
            edge[5 + i] = s[above + i] & 0xff;
        }
        edge[4] = s[above - 1] & 0xff;
        // To the right of the macroblock nothing is decoded yet but the row above it, which all four blocks take.
        boolean last = (x & 12) == 12;
        int right = last ? plane.at(x + 4, 16 * row - 1) : above + 4;
        boolean beyond = last && column == columns - 1 && row > 0;
        for (int i = 0; i < 4; i++) {
            edge[9 + i] = s[beyond ? right - 1 : right + i] & 0xff;
        }
    }

    private void filter(byte[] levels, boolean[] inner) {
        Vp8LoopFilter filter = new Vp8LoopFilter(header.simpleFilter, header.sharpness);
        for (int i = 0; i < levels.length; i++) {
            if (levels[i] > 0) {
                filter.macroblock(planes, i % columns, i / columns, levels[i], inner[i]);
            }
        }
    }
}
