package io.clipstream.app.quickstart.scenes;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes drawn scenes into class-named subfolders beside a manifest of their conditions, to measure a backbone on them.
 */
final class SceneFolder {
    private SceneFolder() {}

    /** Writes {@code count} scenes of {@code seed} under {@code folder}. */
    static void write(Path folder, int count, long seed) throws IOException {
        SceneGenerator generator = new SceneGenerator(seed);
        Files.createDirectories(folder);
        try (BufferedWriter manifest = Files.newBufferedWriter(folder.resolve("manifest.csv"))) {
            manifest.write("file,label,season,haze,cast,detail\n");
            for (int i = 0; i < count; i++) {
                SceneGenerator.Drawing drawing = generator.nextDrawing();
                Scene scene = drawing.scene();
                Conditions seen = drawing.conditions();
                Path file = Path.of(scene.label(), scene.id() + ".jpg");
                Files.createDirectories(folder.resolve(scene.label()));
                Files.write(folder.resolve(file), scene.jpeg());
                manifest.write(String.join(
                        ",",
                        file.toString(),
                        scene.label(),
                        seen.season().name(),
                        seen.hazeName(),
                        seen.cast().name(),
                        seen.detailName()));
                manifest.write('\n');
            }
        }
    }

    /** Arguments: folder, number of scenes, seed. */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 3) {
            throw new IllegalArgumentException("expected: FOLDER COUNT SEED");
        }
        write(Path.of(arguments[0]), Integer.parseInt(arguments[1]), Long.parseLong(arguments[2]));
    }
}
