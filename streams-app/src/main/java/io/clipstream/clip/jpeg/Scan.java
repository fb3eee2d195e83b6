package io.clipstream.clip.jpeg;

import java.util.Arrays;

/** The header of one scan: its components, with their tables, and which part of their coefficients it brings. */
record Scan(Component[] components, int first, int last, int low, boolean refining) {

    /** Reads and checks the header whose length field is at {@code at}. */
    static Scan read(byte[] b, int at, Frame frame, Tables tables) throws UnusualJpegException {
        int count = b[at + 2] & 0xff;
        if (count < 1 || count > frame.components.length || Bytes.word(b, at) != 6 + 2 * count) {
            throw new UnusualJpegException("a scan header that does not fit");
        }
        int end = at + 3 + 2 * count;
        int high = (b[end + 2] & 0xff) >> 4;
        Component[] components = new Component[count];
        Scan scan = new Scan(components, b[end], b[end + 1], b[end + 2] & 15, high != 0);
        scan.checkPart(frame.progressive, high);
        for (int i = 0; i < count; i++) {
            int id = b[at + 3 + 2 * i] & 0xff;
            int codes = b[at + 4 + 2 * i] & 0xff;
            Component c = Arrays.stream(frame.components)
                    .filter(known ->
                            known.id == id && !Arrays.asList(components).contains(known))
                    .findFirst()
                    .orElseThrow(() -> new UnusualJpegException("a scan of no component"));
            components[i] = c;
            scan.prepare(c, codes, high, tables);
        }
        return scan;
    }

    private void checkPart(boolean progressive, int high) throws UnusualJpegException {
        boolean whole = first == 0 && last == 63 && low == 0 && high == 0;
        boolean part = first == 0 ? last == 0 : first > 0 && last >= first && last < 64 && components.length == 1;
        if (progressive ? !part || low > 13 || high != 0 && high != low + 1 : !whole) {
            throw new UnusualJpegException("a scan of an impossible part");
        }
    }

    private void prepare(Component c, int codes, int high, Tables tables) throws UnusualJpegException {
        if (c.steps == null) {
            c.steps = c.quantIndex > 3 ? null : tables.steps[c.quantIndex];
            if (c.steps == null) {
                throw new UnusualJpegException("a quantiser is missing");
            }
        }
        // Refinements of the first coefficient are bare bits.
        c.dc = first == 0 && !refining ? tables.code(tables.dc, codes >> 4) : null;
        c.ac = last > 0 ? tables.code(tables.ac, codes & 15) : null;
        if (first > 0 && c.missingBits[0] < 0) {
            throw new UnusualJpegException("a scan before its component's first");
        }
        for (int k = first; k <= last; k++) {
            if (c.missingBits[k] != (refining ? high : -1)) {
                throw new UnusualJpegException("scans out of order");
            }
            c.missingBits[k] = low;
        }
    }
}
