package io.clipstream.clip.jpeg;

/** Reads the blocks of a sequential scan; owned by one thread. */
final class BlockReader {
    private final BitReader in;

    /** The sum of the last block's magnitudes: what bounds every sum of its transform. */
    int energy;

    BlockReader(BitReader in) {
        this.in = in;
    }

    /**
     * Reads the coefficients of one block into {@code block}, which is all 0, times the quantiser's steps.
     *
     * @return whether any coefficient but the first may differ from 0
     */
    boolean read(Component c, int[] block) throws UnusualJpegException {
        int[] steps = c.steps;
        c.predicted += difference(c.dc);
        if (c.predicted != (short) c.predicted) {
            throw new UnusualJpegException("an impossible first coefficient");
        }
        // In 16 bits, as the vector instructions of libjpeg-turbo multiply.
        block[0] = (short) (c.predicted * steps[0]);
        int total = Math.abs(block[0]);
        int[] quick = c.ac.quick;
        // In registers: this loop is where the time goes.
        long bits = in.bits;
        int available = in.available;
        int k = 0;
        while (k < 63) {
            if (available < 32) {
                bits |= (in.word() & 0xffffffffL) << 32 - available;
                available += 32;
            }
            int entry = quick[(int) (bits >>> 64 - HuffmanTable.QUICK_BITS)];
            int value = entry >> 16;
            int move = entry >> 8 & 0xff;
            int used = entry & 0xff;
            if (value == 0 || move == 0) {
                if (move == HuffmanTable.END_OF_BLOCK) {
                    bits <<= used;
                    available -= used;
                    break;
                }
                int symbol = value;
                if (used == 0) {
                    int head = (int) (bits >>> 48);
                    used = c.ac.length(head);
                    if (used > 16) {
                        throw new UnusualJpegException("an unknown Huffman code");
                    }
                    symbol = c.ac.symbol(head, used);
                }
                bits <<= used;
                available -= used;
                int digits = symbol & 15;
                if (digits == 0) {
                    if (symbol == 0) {
                        break;
                    }
                    if (symbol != 0xf0) {
                        throw new UnusualJpegException("a run that only progressive files have");
                    }
                    k += 16;
                    if (k > 63) {
                        throw new UnusualJpegException("more than 64 coefficients");
                    }
                    continue;
                }
                move = (symbol >> 4) + 1;
                value = HuffmanTable.extend((int) (bits >>> 64 - digits), digits);
                used = digits;
            }
            bits <<= used;
            available -= used;
            k += move;
            if (k > 63) {
                throw new UnusualJpegException("more than 64 coefficients");
            }
            int scaled = (short) (value * steps[k]);
            block[Zigzag.NATURAL[k]] = scaled;
            total += Math.abs(scaled);
        }
        in.bits = bits;
        in.available = available;
        energy = total;
        return k > 0;
    }

    private int difference(HuffmanTable dc) throws UnusualJpegException {
        in.fill();
        int entry = dc.quick[(int) (in.bits >>> 64 - HuffmanTable.QUICK_BITS)];
        int move = entry >> 8 & 0xff;
        if (move == 1 || move == HuffmanTable.END_OF_BLOCK) {
            in.bits <<= entry & 0xff;
            in.available -= entry & 0xff;
            return entry >> 16;
        }
        int size = in.symbol(dc);
        if (size > 15) {
            throw new UnusualJpegException("an impossible first coefficient");
        }
        return size == 0 ? 0 : HuffmanTable.extend(in.take(size), size);
    }
}
