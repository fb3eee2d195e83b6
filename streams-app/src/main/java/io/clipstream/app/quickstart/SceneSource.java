package io.clipstream.app.quickstart;

import io.clipstream.app.client.TaskFile;
import io.clipstream.app.quickstart.scenes.Scene;
import io.clipstream.app.quickstart.scenes.SceneGenerator;
import io.clipstream.schemas.TaskSpec;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Drawn aerial scenes without end. */
final class SceneSource implements ImageSource {
    private static final String TASK = "demo-task.json";

    private final long seed;
    private final SceneGenerator scenes;

    /**
     * A source.
     *
     * @param seed another one for each run on the same state, since it is part of the image ids
     */
    SceneSource(long seed) {
        this.seed = seed;
        this.scenes = new SceneGenerator(seed);
    }

    @Override
    public TaskSpec task() {
        try (InputStream in = SceneSource.class.getResourceAsStream(TASK)) {
            String json = new String(Objects.requireNonNull(in, TASK).readAllBytes(), StandardCharsets.UTF_8);
            return DemoTasks.learningQuickly(TaskFile.parse(TASK, json, "quickstart", Instant.now()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Optional<DemoImage> next() {
        Scene scene = scenes.next();
        return Optional.of(new DemoImage(scene.id(), scene.label(), scene.jpeg()));
    }

    @Override
    public Optional<Integer> size() {
        return Optional.empty();
    }

    @Override
    public Stream<byte[]> samples() {
        return Stream.of(new SceneGenerator(seed + 1).next().jpeg());
    }
}
