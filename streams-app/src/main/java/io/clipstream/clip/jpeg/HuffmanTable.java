package io.clipstream.clip.jpeg;

/**
 * A Huffman code, with a table that most often gives the symbol and the number behind it in one look.
 *
 * <p>An entry of {@link #quick} holds the bits to skip (lowest 8), how far to move on among the coefficients (next 8; 0 if
 * only the symbol is known) and the number (highest 16), or the symbol. An entry of 0 stands for a code that is too long.
 */
final class HuffmanTable {
    static final int QUICK_BITS = 10;

    /** Moves beyond the last coefficient: no more in this block. */
    static final int END_OF_BLOCK = 64;

    final int[] quick = new int[1 << QUICK_BITS];
    private final int[] limit = new int[18];
    private final int[] offset = new int[17];
    private final int[] symbols;

    /** A table from the 16 counts at {@code at} and the symbols behind them. */
    HuffmanTable(byte[] file, int at, int total) throws UnusualJpegException {
        symbols = new int[total];
        for (int i = 0; i < total; i++) {
            symbols[i] = file[at + 16 + i] & 0xff;
        }
        int code = 0;
        int next = 0;
        for (int length = 1; length <= 16; length++) {
            int count = file[at + length - 1] & 0xff;
            offset[length] = next - code;
            for (int i = 0; i < count; i++, code++, next++) {
                if (length <= QUICK_BITS) {
                    fill(code, length, symbols[next]);
                }
            }
            if (code >= 1 << length && count > 0) {
                throw new UnusualJpegException("a Huffman table with too many codes");
            }
            limit[length] = code << 16 - length;
            code <<= 1;
        }
        limit[17] = Integer.MAX_VALUE;
    }

    private void fill(int code, int length, int symbol) {
        int rest = QUICK_BITS - length;
        for (int i = 0; i < 1 << rest; i++) {
            quick[(code << rest | i) & quick.length - 1] = entry(length, symbol, i, rest);
        }
    }

    private static int entry(int length, int symbol, int following, int rest) {
        int size = symbol & 15;
        if (size == 0) {
            return symbol << 16 | (symbol == 0 ? END_OF_BLOCK : 0) << 8 | length;
        }
        if (size > rest) {
            return symbol << 16 | length;
        }
        int value = extend(following >> rest - size, size);
        return value << 16 | (symbol >> 4) + 1 << 8 | length + size;
    }

    /** The number that {@code size} bits stand for: the lower half of their range is negative. */
    static int extend(int bits, int size) {
        return bits < 1 << size - 1 ? bits - (1 << size) + 1 : bits;
    }

    /** The length of the code at the head of 16 bits; 17 if there is none. */
    int length(int head) {
        int length = 1;
        while (head >= limit[length]) {
            length++;
        }
        return length;
    }

    /** The symbol of the code of {@code length} bits at the head of 16 bits. */
    int symbol(int head, int length) {
        return symbols[(head >> 16 - length) + offset[length]];
    }
}
