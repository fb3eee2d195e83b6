package io.clipstream.clip.jpeg;

/** Walks through the blocks of a scan in the order of the file, over restart markers; owned by one thread. */
final class ScanReader {
    private final BitReader bits;

    ScanReader(BitReader bits) {
        this.bits = bits;
    }

    /** Reads the block that comes next in the bits. */
    interface BlockTask {
        void read(Component component, int blockX, int blockY) throws UnusualJpegException;

        /** Called where the bits begin anew. */
        default void restart() {}
    }

    /** Reads the coded bits from {@code at} on; returns where they end. */
    int read(byte[] file, int at, Frame frame, Scan scan, int interval, BlockTask task) throws UnusualJpegException {
        boolean alone = scan.components().length == 1;
        int across = alone ? scan.components()[0].blocksAcross : frame.unitsAcross;
        int down = alone ? scan.components()[0].blocksDown : frame.unitsDown;
        int end = begin(file, at, scan);
        int left = interval;
        int restarts = 0;
        for (int y = 0; y < down; y++) {
            for (int x = 0; x < across; x++, left--) {
                if (interval > 0 && left == 0) {
                    bits.close();
                    if ((file[end + 1] & 0xff) != 0xd0 + restarts) {
                        throw new UnusualJpegException("a restart marker is missing");
                    }
                    end = begin(file, end + 2, scan);
                    task.restart();
                    restarts = restarts + 1 & 7;
                    left = interval;
                }
                if (alone) {
                    task.read(scan.components()[0], x, y);
                } else {
                    unit(scan, x, y, task);
                }
            }
        }
        bits.close();
        return end;
    }

    private int begin(byte[] file, int at, Scan scan) throws UnusualJpegException {
        for (Component c : scan.components()) {
            c.predicted = 0;
        }
        return bits.open(file, at);
    }

    private static void unit(Scan scan, int x, int y, BlockTask task) throws UnusualJpegException {
        for (Component c : scan.components()) {
            for (int by = y * c.v; by < (y + 1) * c.v; by++) {
                for (int bx = x * c.h; bx < (x + 1) * c.h; bx++) {
                    task.read(c, bx, by);
                }
            }
        }
    }
}
