package io.clipstream.loadtest.run.schedule;

import io.clipstream.app.client.RefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Recorded gaps, as they were; immutable. */
final class Replay implements Schedule {
    private final long[] offsets;

    private Replay(long[] offsets) {
        this.offsets = offsets;
    }

    /**
     * Reads a file of gaps in milliseconds, one a line: before the first image, between it and the second, and so on.
     *
     * @param atMost seconds after which the rest is left out
     * @throws RefusedException if there is no such file, or a line is no such number
     */
    static Replay read(Path file, double atMost) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (IOException e) {
            throw new RefusedException("cannot read the gaps in " + file + ": " + e, e);
        }
        double[] gaps = new double[lines.size()];
        int count = 0;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                gaps[count++] = gap(file, i + 1, line);
            }
        }
        if (count == 0) {
            throw new RefusedException(file + " has no gaps; a line is expected for each image, in milliseconds");
        }
        return of(gaps, count, atMost);
    }

    private static double gap(Path file, int number, String line) {
        try {
            double gap = Double.parseDouble(line);
            if (gap >= 0 && Double.isFinite(gap)) {
                return gap;
            }
        } catch (NumberFormatException e) {
            // Said below, as for a number that is none of a gap.
        }
        throw new RefusedException(
                file + ", line " + number + ": expected milliseconds, a number from 0, found '" + line + "'");
    }

    private static Replay of(double[] gaps, int count, double atMost) {
        long[] offsets = new long[count];
        double millis = 0;
        int kept = 0;
        while (kept < count && millis + gaps[kept] <= atMost * 1e3) {
            millis += gaps[kept];
            offsets[kept++] = (long) (millis * 1e6);
        }
        return new Replay(Arrays.copyOf(offsets, kept));
    }

    @Override
    public long count() {
        return offsets.length;
    }

    /** One past the last has no recorded gap: it would be due with the last. */
    @Override
    public long offsetNanos(long index) {
        return offsets.length == 0 ? 0 : offsets[(int) Math.min(index, offsets.length - 1L)];
    }
}
