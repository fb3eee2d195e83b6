package io.clipstream.clip.jpeg;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The samples of one component in a range of units; owned by one thread, reused from image to image.
 *
 * <p>Written by rows of eight, read by columns. Where other components have more rows, all of a column's rows stand one
 * after another. Where this component has the most, v for each of theirs, every v-th row comes first, then every v-th but
 * one, so that sums over rows of both need no strides.
 */
final class Plane {
    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int CACHE_LINE = 64;

    private byte[] samples = {};
    private int stride;

    /** Eight columns, widened to numbers: those of an even and of an odd eight, so that neighbours are never apart. */
    private int[][][] eights = new int[2][8][0];

    private final int[] read = new int[2];

    /** First column and row, in samples of the component. */
    private int left;

    private int top;

    /** Rows in units of one row of the component with the fewest. */
    private int groups;

    private Component component;

    void reset(Component c, Units units) {
        component = c;
        left = units.left() * c.h * 8;
        top = units.top() * c.v * 8;
        groups = (units.bottom() - units.top()) * 8;
        int width = (units.right() - units.left()) * c.h * 8;
        // An odd number of cache lines, or else the rows of a column would compete for the same few places of the
        // cache.
        stride = (Bytes.ceil(width, CACHE_LINE) | 1) * CACHE_LINE;
        int size = Math.multiplyExact(stride, length());
        if (samples.length < size) {
            samples = new byte[size];
        }
        if (eights[0][0].length < length()) {
            eights = new int[2][8][length()];
        }
        read[0] = -1;
        read[1] = -1;
    }

    Component component() {
        return component;
    }

    int groups() {
        return groups;
    }

    /** Entries of one column. */
    int length() {
        return groups * component.v;
    }

    /** Entries of a column that are in the image, where it has one row a group. */
    int inside() {
        return Math.min(component.height - top, groups);
    }

    /** Where a block's samples begin. */
    int place(int blockX, int blockY) {
        return (blockY * 8 - top) * stride + blockX * 8 - left;
    }

    /** Writes eight samples, the first in the lowest byte, {@code row} rows below a block's beginning. */
    void write(int place, int row, long eight) {
        EIGHT.set(samples, place + row * stride, eight);
    }

    /** The samples of a column; beyond the edges, those of the last one. Overwritten when one 16 columns on is read. */
    int[] column(int x) {
        int at = Math.max(0, Math.min(component.width - 1, x)) - left;
        int eight = at >> 3;
        if (read[eight & 1] != eight) {
            read[eight & 1] = eight;
            for (int phase = 0; phase < component.v; phase++) {
                widen(eights[eight & 1], eight * 8 + phase * stride, phase * groups);
            }
        }
        return eights[eight & 1][at & 7];
    }

    private void widen(int[][] to, int from, int first) {
        int[] to0 = to[0];
        int[] to1 = to[1];
        int[] to2 = to[2];
        int[] to3 = to[3];
        int[] to4 = to[4];
        int[] to5 = to[5];
        int[] to6 = to[6];
        int[] to7 = to[7];
        int step = stride * component.v;
        for (int i = first; i < first + groups; i++, from += step) {
            long eight = (long) EIGHT.get(samples, from);
            int low = (int) eight;
            int high = (int) (eight >>> 32);
            to0[i] = low & 255;
            to1[i] = low >> 8 & 255;
            to2[i] = low >> 16 & 255;
            to3[i] = low >>> 24;
            to4[i] = high & 255;
            to5[i] = high >> 8 & 255;
            to6[i] = high >> 16 & 255;
            to7[i] = high >>> 24;
        }
    }

    /** The memory that it keeps, in bytes. */
    long kept() {
        return samples.length + 64L * eights[0][0].length;
    }
}
