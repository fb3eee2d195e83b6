package io.clipstream.app.bench;

import io.clipstream.app.client.ImageFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * The image files that a measurement uses in turn.
 *
 * @param origin where they come from, in words
 * @param files their bytes
 */
public record BenchImages(String origin, List<byte[]> files) {
    private static final int DRAWN = 8;
    private static final int MOST = 64;

    public BenchImages {
        files = List.copyOf(files);
        if (files.isEmpty()) {
            throw new IllegalArgumentException("there are no images: " + origin);
        }
    }

    /** Drawn photographs of 500 × 375 pixels, always the same. */
    public static BenchImages drawn() {
        String origin = "drawn, " + DrawnPhoto.WIDTH + " × " + DrawnPhoto.HEIGHT + " JPEG, quality 88, 4:2:0";
        return new BenchImages(
                origin, LongStream.range(0, DRAWN).mapToObj(DrawnPhoto::jpeg).toList());
    }

    /** Images of a folder: all of them up to 64, else 64 evenly spread over their paths. */
    public static BenchImages folder(Path folder) {
        List<Path> all = ImageFiles.below(folder);
        int count = Math.min(MOST, all.size());
        return new BenchImages(
                folder.toString(),
                IntStream.range(0, count)
                        .mapToObj(i -> read(all.get((int) ((long) i * all.size() / count))))
                        .toList());
    }

    /** Writes the files into a folder, for another process to read; returns the folder. */
    public Path writeTo(Path folder) throws IOException {
        for (int i = 0; i < files.size(); i++) {
            Files.write(folder.resolve(String.format("%04d", i)), files.get(i));
        }
        return folder;
    }

    /** Mean size of a file, in kB. */
    public double meanKilobytes() {
        return files.stream().mapToInt(file -> file.length).average().orElseThrow() / 1000;
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }
}
