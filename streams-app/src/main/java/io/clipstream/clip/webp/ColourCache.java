package io.clipstream.clip.webp;

/** The colours seen last, by their hash (RFC 9649, section 3.5.3). */
final class ColourCache {
    private final int[] colours;
    private final int shift;

    ColourCache(int bits) {
        colours = new int[1 << bits];
        shift = 32 - bits;
    }

    void add(int argb) {
        colours[0x1e35a7bd * argb >>> shift] = argb;
    }

    int get(int index) {
        return colours[index];
    }
}
