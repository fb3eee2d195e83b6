package io.clipstream.loadtest.run.traffic;

import io.clipstream.app.bench.DrawnPhoto;
import io.clipstream.app.client.ImageFiles;
import io.clipstream.app.client.RefusedException;
import io.clipstream.app.quickstart.scenes.Scene;
import io.clipstream.app.quickstart.scenes.SceneGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Makes the pictures that a run sends in turn. */
final class Pictures {
    /** Enough that no cache in between makes it easier. */
    private static final int SCENES = 500;

    private static final int PHOTOS = 1_000;
    /** Of each size so many pixels are drawn, which takes a second or two, and no fewer than {@link #FEWEST} photos. */
    private static final long DRAWN_PIXELS = 12_000_000;

    private static final int FEWEST = 2;
    private static final int MOST = 200;

    private Pictures() {}

    /** Drawn scenes of 128 x 128 pixels, with their truth. */
    static List<Picture> scenes(long seed) {
        SceneGenerator generator = new SceneGenerator(seed);
        List<Picture> pictures = new ArrayList<>();
        for (int i = 0; i < SCENES; i++) {
            Scene scene = generator.next();
            pictures.add(new Picture(scene.jpeg(), scene.label()));
        }
        return pictures;
    }

    /** Drawn photos of these sizes; nobody knows what is on them. */
    static List<Picture> photos(ImageSizes sizes, long seed) {
        Map<ImageSizes.Size, List<Picture>> drawn = new HashMap<>();
        Map<ImageSizes.Size, Integer> used = new HashMap<>();
        List<Picture> pictures = new ArrayList<>();
        for (ImageSizes.Size size : sizes.spread(PHOTOS)) {
            int number = used.merge(size, 1, Integer::sum) - 1;
            List<Picture> some = drawn.computeIfAbsent(size, s -> new ArrayList<>());
            if (number < Math.max(FEWEST, Math.min(MOST, DRAWN_PIXELS / size.pixels()))) {
                long own = seed * 1_000_003 + pictures.size();
                some.add(new Picture(DrawnPhoto.jpeg(size.width(), size.height(), own), null));
            }
            pictures.add(some.get(number % some.size()));
        }
        return pictures;
    }

    /**
     * The images below a folder; those that lie in a folder of it have its name for their truth.
     *
     * @throws RefusedException if there is none
     */
    static List<Picture> folder(Path directory) {
        List<Picture> pictures = ImageFiles.below(directory).stream()
                .map(file -> new Picture(read(file), label(directory, file)))
                .toList();
        if (pictures.isEmpty()) {
            throw new RefusedException("no images below " + directory);
        }
        return pictures;
    }

    /** What is on them, each label once. */
    static List<String> labels(List<Picture> pictures) {
        return pictures.stream()
                .map(Picture::label)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }

    private static String label(Path directory, Path file) {
        Path parent = file.getParent();
        return parent == null || parent.equals(directory) || file.equals(directory)
                ? null
                : parent.getFileName().toString();
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new RefusedException("cannot read " + file + ": " + e, e);
        }
    }
}
