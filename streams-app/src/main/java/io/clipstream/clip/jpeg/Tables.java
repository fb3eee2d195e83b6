package io.clipstream.clip.jpeg;

/** The quantisers and codes that the markers of a JPEG define, and its restart interval. */
final class Tables {
    final int[][] steps = new int[4][];
    final HuffmanTable[] dc = new HuffmanTable[4];
    final HuffmanTable[] ac = new HuffmanTable[4];
    int restartInterval;

    /** Takes the definitions between {@code at} and {@code end} under a DQT marker. */
    void quantisers(byte[] b, int at, int end) throws UnusualJpegException {
        while (at < end) {
            int wide = (b[at] & 0xff) >> 4;
            int index = b[at] & 15;
            at++;
            if (index > 3 || wide > 1 || at + 64 * (1 + wide) > end) {
                throw new UnusualJpegException("a quantiser that does not fit");
            }
            int[] table = new int[64];
            for (int k = 0; k < 64; k++, at += 1 + wide) {
                table[k] = wide == 0 ? b[at] & 0xff : Bytes.word(b, at);
            }
            steps[index] = table;
        }
    }

    /** Takes the definitions between {@code at} and {@code end} under a DHT marker. */
    void codes(byte[] b, int at, int end) throws UnusualJpegException {
        while (at < end) {
            int kind = (b[at] & 0xff) >> 4;
            int index = b[at] & 15;
            at++;
            int total = 0;
            for (int i = 0; i < 16 && at + 16 <= end; i++) {
                total += b[at + i] & 0xff;
            }
            if (index > 3 || kind > 1 || at + 16 + total > end || total > 256) {
                throw new UnusualJpegException("a Huffman table that does not fit");
            }
            (kind == 0 ? dc : ac)[index] = new HuffmanTable(b, at, total);
            at += 16 + total;
        }
    }

    HuffmanTable code(HuffmanTable[] tables, int index) throws UnusualJpegException {
        if (index > 3 || tables[index] == null) {
            throw new UnusualJpegException("a Huffman table is missing");
        }
        return tables[index];
    }
}
