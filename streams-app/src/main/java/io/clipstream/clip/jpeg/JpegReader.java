package io.clipstream.clip.jpeg;

import java.util.Arrays;

/**
 * Decodes sound baseline and progressive JPEGs to the samples of libjpeg-turbo (islow transform, fancy upsampling).
 *
 * <p>Whatever is damaged or rare it leaves to another decoder. It transforms only what the wanted pixels need, and hands
 * them over by columns, as a resampler wants them. One thread at a time; keeps its buffers from file to file.
 */
public final class JpegReader {
    private final BitReader bits = new BitReader();
    private final ScanReader scans = new ScanReader(bits);
    private final BlockReader blocks = new BlockReader(bits);
    private final SampleWriter samples = new SampleWriter();
    private Frame frame;
    private Tables tables;

    /**
     * Decodes a file.
     *
     * @param file from its SOI marker on
     * @param ycc whether three components are luminance and chrominance, and not red, green and blue
     * @param region the pixels that will be read
     * @throws UnusualJpegException if this is a case for another decoder
     */
    public JpegPixels read(byte[] file, boolean ycc, Region region) throws UnusualJpegException {
        frame = null;
        tables = new Tables();
        try {
            int at = 2;
            while (at + 4 <= file.length || at + 2 == file.length) {
                if (file[at] != -1) {
                    throw new UnusualJpegException("no marker where one belongs");
                }
                int marker = file[at + 1] & 0xff;
                if (marker == 0xd9) {
                    return finish(ycc);
                }
                int end = at + 2 + Bytes.word(file, at + 2);
                at = marker == 0xda ? scan(file, at + 2, end) : define(file, marker, at + 2, end, region);
            }
        } catch (ArrayIndexOutOfBoundsException e) {
            throw new UnusualJpegException("a header that does not fit");
        }
        throw new UnusualJpegException("the file does not end");
    }

    /** Takes one marker's definitions; returns where they end. */
    private int define(byte[] file, int marker, int at, int end, Region region) throws UnusualJpegException {
        if (end > file.length || end < at + 2) {
            throw new UnusualJpegException("a header that does not fit");
        }
        if (marker == 0xdb) {
            tables.quantisers(file, at + 2, end);
        } else if (marker == 0xc4) {
            tables.codes(file, at + 2, end);
        } else if (marker == 0xdd) {
            tables.restartInterval = Bytes.word(file, at + 2);
        } else if (marker >= 0xc0 && marker <= 0xc2 && frame == null) {
            frame = new Frame(file, at, marker == 0xc2);
            samples.reset(frame, Units.around(region, frame));
        } else if ((marker < 0xe0 || marker > 0xef) && marker != 0xfe) {
            throw new UnusualJpegException("an unusual marker");
        }
        return end;
    }

    /** Takes one scan, whose coded bits begin at {@code end}; returns where they end. */
    private int scan(byte[] file, int at, int end) throws UnusualJpegException {
        if (frame == null) {
            throw new UnusualJpegException("a scan without a frame");
        }
        Scan scan = Scan.read(file, at, frame, tables);
        ScanReader.BlockTask task = frame.progressive ? new Progressive(bits, scan) : this::sequential;
        return scans.read(file, end, frame, scan, tables.restartInterval, task);
    }

    private void sequential(Component c, int blockX, int blockY) throws UnusualJpegException {
        boolean more = blocks.read(c, samples.block());
        samples.write(c, blockX, blockY, blocks.energy, !more);
    }

    /** Adds to coefficients that are kept until the last scan. */
    private record Progressive(ProgressiveReader reader) implements ScanReader.BlockTask {
        Progressive(BitReader bits, Scan scan) {
            this(new ProgressiveReader(bits, scan.first(), scan.last(), scan.low(), scan.refining()));
            for (Component c : scan.components()) {
                if (c.coefficients == null) {
                    c.coefficients = new short[Math.multiplyExact(c.paddedAcross * c.paddedDown, 64)];
                }
            }
        }

        @Override
        public void read(Component c, int blockX, int blockY) throws UnusualJpegException {
            reader.read(c, (blockY * c.paddedAcross + blockX) * 64);
        }

        @Override
        public void restart() {
            reader.restart();
        }
    }

    private JpegPixels finish(boolean ycc) throws UnusualJpegException {
        // Of a progressive file that stops early, libjpeg would smooth the blocks.
        if (frame == null || !Arrays.stream(frame.components).allMatch(Component::isComplete)) {
            throw new UnusualJpegException("the file ends before its last scan");
        }
        if (frame.progressive) {
            for (Component c : frame.components) {
                samples.writeAll(c);
            }
        }
        return samples.pixels(ycc);
    }

    /** The memory that it keeps for the next file, in bytes. */
    public long kept() {
        return bits.kept() + samples.kept();
    }
}
