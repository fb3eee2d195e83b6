package io.clipstream.app.quickstart.scenes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class SceneGeneratorTest {
    @Test
    void drawsTheSameSceneForTheSameSeed() {
        // Given two generators of one seed
        SceneGenerator first = new SceneGenerator(42);
        SceneGenerator second = new SceneGenerator(42);

        for (int i = 0; i < 30; i++) {
            // When each draws its next scene
            Scene one = first.next();
            Scene other = second.next();

            // Then they agree to the byte
            assertThat(other.id()).isEqualTo(one.id());
            assertThat(other.label()).isEqualTo(one.label());
            assertThat(other.jpeg()).isEqualTo(one.jpeg());
        }
    }

    @Test
    void drawsOtherScenesForAnotherSeed() {
        // Given generators of two seeds
        SceneGenerator first = new SceneGenerator(1);
        SceneGenerator second = new SceneGenerator(2);

        // When each draws a scene, then neither name nor pixels agree
        Scene one = first.next();
        Scene other = second.next();
        assertThat(other.id()).isNotEqualTo(one.id());
        assertThat(other.jpeg()).isNotEqualTo(one.jpeg());
    }

    @Test
    void drawsEveryLabelAboutAsOftenAsAnyOther() {
        // Given a generator
        SceneGenerator generator = new SceneGenerator(7);
        Map<String, Integer> seen = new HashMap<>();
        Set<String> ids = new HashSet<>();

        // When it draws a thousand scenes
        for (int i = 0; i < 1000; i++) {
            Scene scene = generator.next();
            seen.merge(scene.label(), 1, Integer::sum);
            ids.add(scene.id());
        }

        // Then each of the ten labels comes about a hundred times, and no name comes twice
        assertThat(seen).containsOnlyKeys(SceneGenerator.labels());
        assertThat(seen.values()).allSatisfy(count -> assertThat(count).isBetween(60, 140));
        assertThat(ids).hasSize(1000);
    }

    @Test
    void deliversJpegThatDecodesToTheTileSize() throws IOException {
        // Given a scene
        Scene scene = new SceneGenerator(3).next();

        // When its bytes are decoded
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(scene.jpeg()));

        // Then it is a tile, and small enough to travel inline
        assertThat(image.getWidth()).isEqualTo(128);
        assertThat(image.getHeight()).isEqualTo(128);
        assertThat(scene.jpeg()).hasSizeBetween(500, 40_000);
    }

    @Test
    void keepsTheLabelOutOfTheName() {
        // Given some scenes
        SceneGenerator generator = new SceneGenerator(9);

        for (int i = 0; i < 50; i++) {
            // When one is drawn, then nothing downstream could read the answer off its name
            Scene scene = generator.next();
            assertThat(scene.id()).doesNotContain(scene.label());
        }
    }

    @Test
    void drawsExactlyTheClassesOfTheDemoTask() throws IOException {
        // Given the task that the quickstart applies
        List<String> classes = new ArrayList<>();
        try (InputStream file =
                SceneGenerator.class.getResourceAsStream("/io/clipstream/app/quickstart/demo-task.json")) {
            // When its labels are read
            for (JsonNode type : new ObjectMapper().readTree(file).get("classes")) {
                classes.add(type.get("label").asText());
            }
        }

        // Then they are the generator's
        assertThat(classes).containsExactlyInAnyOrderElementsOf(SceneGenerator.labels());
    }
}
