package io.clipstream.clip.jpeg;

/** Reads the blocks of progressive scans, as libjpeg's {@code jdphuff.c} does; owned by one thread. */
final class ProgressiveReader {
    private final BitReader in;
    private final int first;
    private final int last;
    private final int low;
    private final boolean refining;
    private int emptyBlocks;

    /** A reader of coefficients {@code first} to {@code last} from bit {@code low} up, or of that bit alone. */
    ProgressiveReader(BitReader in, int first, int last, int low, boolean refining) {
        this.in = in;
        this.first = first;
        this.last = last;
        this.low = low;
        this.refining = refining;
    }

    void restart() {
        emptyBlocks = 0;
    }

    /** Reads what the scan has for the block whose coefficients begin at {@code at}. */
    void read(Component c, int at) throws UnusualJpegException {
        if (first == 0) {
            readFirst(c, at);
        } else if (refining) {
            refine(c, at);
        } else {
            readRuns(c, at);
        }
    }

    private void readFirst(Component c, int at) throws UnusualJpegException {
        if (refining) {
            c.coefficients[at] |= (short) (in.takeBit() ? 1 << low : 0);
            return;
        }
        int size = in.symbol(c.dc);
        if (size > 15) {
            throw new UnusualJpegException("an impossible first coefficient");
        }
        c.predicted += size == 0 ? 0 : HuffmanTable.extend(in.take(size), size);
        int value = c.predicted << low;
        if (c.predicted != (short) c.predicted || value != (short) value) {
            throw new UnusualJpegException("an impossible first coefficient");
        }
        c.coefficients[at] = (short) value;
    }

    private void readRuns(Component c, int at) throws UnusualJpegException {
        if (emptyBlocks > 0) {
            emptyBlocks--;
            return;
        }
        for (int k = first; k <= last; k++) {
            int symbol = in.symbol(c.ac);
            int run = symbol >> 4;
            int size = symbol & 15;
            if (size != 0) {
                k += run;
                int value = HuffmanTable.extend(in.take(size), size) << low;
                if (k > last || value != (short) value) {
                    throw new UnusualJpegException("an impossible coefficient");
                }
                c.coefficients[at + Zigzag.NATURAL[k]] = (short) value;
            } else if (run == 15) {
                k += 15;
            } else {
                emptyBlocks = (1 << run) - 1 + in.take(run);
                return;
            }
        }
    }

    private void refine(Component c, int at) throws UnusualJpegException {
        int k = first;
        if (emptyBlocks == 0) {
            while (k <= last) {
                int symbol = in.symbol(c.ac);
                int run = symbol >> 4;
                int size = symbol & 15;
                int value = 0;
                if (size > 1) {
                    throw new UnusualJpegException("a refinement of more than one bit");
                } else if (size == 1) {
                    value = in.takeBit() ? 1 << low : -1 << low;
                } else if (run != 15) {
                    emptyBlocks = (1 << run) + in.take(run);
                    break;
                }
                k = refineUntil(c, at, k, run);
                if (value != 0) {
                    if (k > last) {
                        throw new UnusualJpegException("a refinement beyond the last coefficient");
                    }
                    c.coefficients[at + Zigzag.NATURAL[k]] = (short) value;
                }
                k++;
            }
        }
        if (emptyBlocks > 0) {
            refineUntil(c, at, k, Integer.MAX_VALUE);
            emptyBlocks--;
        }
    }

    /** Refines coefficients from {@code k} on, up to the one that follows {@code zeros} others that are still 0. */
    private int refineUntil(Component c, int at, int k, int zeros) throws UnusualJpegException {
        int bit = 1 << low;
        for (; k <= last; k++) {
            int place = at + Zigzag.NATURAL[k];
            int value = c.coefficients[place];
            if (value == 0) {
                if (--zeros < 0) {
                    return k;
                }
            } else if (in.takeBit() && (value & bit) == 0) {
                c.coefficients[place] = (short) (value + (value > 0 ? bit : -bit));
            }
        }
        return k;
    }
}
