package io.clipstream.clip.webp;

import java.io.EOFException;
import java.io.IOException;

/** A canonical prefix code of a lossless WebP (RFC 9649, section 3.7.2), read with a table of two levels. */
final class PrefixCode {
    private static final int MAX_LENGTH = 15;
    private static final int ROOT_BITS = 8;

    /** The order in which the lengths of the code of lengths are given. */
    private static final int[] LENGTH_ORDER = {17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};

    // An entry is a symbol above four bits of length, or where a second table begins above the length of its index plus
    // 16.
    private final int[] table;
    private final int rootBits;

    private PrefixCode(int[] table, int rootBits) {
        this.table = table;
        this.rootBits = rootBits;
    }

    /** Ints that its tables take. */
    int size() {
        return table.length;
    }

    int symbol(LosslessBits bits) throws EOFException {
        int entry = table[bits.peek(rootBits)];
        if ((entry & 16) != 0) {
            bits.skip(rootBits);
            entry = table[(entry >> 5) + bits.peek(entry & 15)];
        }
        bits.skip(entry & 15);
        return entry >> 5;
    }

    /** Reads a code of {@code alphabet} symbols. */
    static PrefixCode read(LosslessBits bits, int alphabet) throws IOException {
        int[] lengths = new int[Math.max(alphabet, 256)];
        if (bits.flag()) {
            int symbols = 1 + bits.read(1);
            lengths[bits.read(bits.flag() ? 8 : 1)] = 1;
            if (symbols == 2) {
                lengths[bits.read(8)] = 1;
            }
        } else {
            readLengths(bits, alphabet, lengths);
        }
        return of(lengths, alphabet);
    }

    private static void readLengths(LosslessBits bits, int alphabet, int[] lengths) throws IOException {
        int[] ofLengths = new int[LENGTH_ORDER.length];
        int given = 4 + bits.read(4);
        for (int i = 0; i < given; i++) {
            ofLengths[LENGTH_ORDER[i]] = bits.read(3);
        }
        PrefixCode code = of(ofLengths, ofLengths.length);
        int limit = bits.flag() ? 2 + bits.read(2 + 2 * bits.read(3)) : alphabet;
        if (limit > alphabet) {
            throw new IOException("a prefix code of more symbols than its alphabet");
        }
        int previous = 8;
        for (int symbol = 0; symbol < alphabet && limit > 0; limit--) {
            int length = code.symbol(bits);
            if (length < 16) {
                lengths[symbol++] = length;
                previous = length == 0 ? previous : length;
                continue;
            }
            int repeat = length == 16 ? 3 + bits.read(2) : length == 17 ? 3 + bits.read(3) : 11 + bits.read(7);
            if (symbol + repeat > alphabet) {
                throw new IOException("a prefix code of more symbols than its alphabet");
            }
            for (int i = 0; i < repeat; i++) {
                lengths[symbol++] = length == 16 ? previous : 0;
            }
        }
    }

    private static PrefixCode of(int[] lengths, int alphabet) throws IOException {
        int[] counts = new int[MAX_LENGTH + 1];
        int used = 0;
        int any = 0;
        for (int symbol = 0; symbol < alphabet; symbol++) {
            if (lengths[symbol] > 0) {
                counts[lengths[symbol]]++;
                used++;
                any = symbol;
            }
        }
        if (used == 1) {
            // The only symbol takes no bits, whatever its length.
            return new PrefixCode(new int[] {any << 5}, 0);
        }
        int open = 1;
        int longest = 0;
        for (int length = 1; length <= MAX_LENGTH; length++) {
            open = 2 * open - counts[length];
            longest = counts[length] > 0 ? length : longest;
            if (open < 0) {
                break;
            }
        }
        if (used == 0 || open != 0) {
            throw new IOException("a prefix code that is not complete");
        }
        return of(lengths, alphabet, counts, longest);
    }

    private static PrefixCode of(int[] lengths, int alphabet, int[] counts, int longest) {
        int[] next = new int[MAX_LENGTH + 2];
        for (int length = 1; length <= MAX_LENGTH; length++) {
            next[length + 1] = next[length] + counts[length] << 1;
        }
        int root = Math.min(ROOT_BITS, longest);
        // How far each entry of the root must look on.
        int[] beyond = new int[1 << root];
        int[] codes = new int[alphabet];
        for (int symbol = 0; symbol < alphabet; symbol++) {
            int length = lengths[symbol];
            if (length > 0) {
                codes[symbol] = Integer.reverse(next[length]++) >>> 32 - length;
                int prefix = codes[symbol] & (1 << root) - 1;
                beyond[prefix] = Math.max(beyond[prefix], length - root);
            }
        }
        int size = 1 << root;
        int[] starts = new int[1 << root];
        for (int i = 0; i < starts.length; i++) {
            starts[i] = size;
            size += beyond[i] > 0 ? 1 << beyond[i] : 0;
        }
        int[] table = new int[size];
        for (int symbol = 0; symbol < alphabet; symbol++) {
            int length = lengths[symbol];
            if (length == 0) {
                continue;
            }
            int prefix = codes[symbol] & (1 << root) - 1;
            if (length <= root) {
                fill(table, codes[symbol], 1 << root, 1 << length, symbol << 5 | length);
            } else {
                table[prefix] = starts[prefix] << 5 | 16 | beyond[prefix];
                int end = starts[prefix] + (1 << beyond[prefix]);
                int from = starts[prefix] + (codes[symbol] >> root);
                fill(table, from, end, 1 << length - root, symbol << 5 | length - root);
            }
        }
        return new PrefixCode(table, root);
    }

    private static void fill(int[] table, int from, int end, int step, int entry) {
        for (int i = from; i < end; i += step) {
            table[i] = entry;
        }
    }
}
