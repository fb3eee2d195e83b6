package io.clipstream.clip.jpeg;

import java.util.Arrays;

/** One colour component: its sampling, its tables while a scan is read, and its samples. */
final class Component {
    final int id;
    final int h;
    final int v;
    final int quantIndex;

    /** Size in samples. */
    int width;

    int height;

    /** Size in blocks, without those that only fill the last unit. */
    int blocksAcross;

    int blocksDown;

    /** Size in blocks, with them. */
    int paddedAcross;

    int paddedDown;

    /** Quantiser steps in the order of the file; null before the component's first scan. */
    int[] steps;

    HuffmanTable dc;
    HuffmanTable ac;
    int predicted;

    /** By coefficient, how many low bits are still to come; -1 if nothing has come at all. */
    final int[] missingBits = new int[64];

    /** All coefficients in natural order, block by block; null where blocks become samples at once. */
    short[] coefficients;

    Component(int id, int sampling, int quantIndex) {
        this.id = id;
        this.h = sampling >> 4;
        this.v = sampling & 15;
        this.quantIndex = quantIndex;
        Arrays.fill(missingBits, -1);
    }

    boolean isComplete() {
        return Arrays.stream(missingBits).allMatch(bits -> bits == 0);
    }
}
