package io.clipstream.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.clipstream.clip.ReferenceCheckpoint.Features;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class ClipReferenceTest {
    private static final String FOLDERS = "clipstream.reference.dir";
    private static final Logger LOG = LoggerFactory.getLogger(ClipReferenceTest.class);

    /** Files of 2021 and 2022, in fp16 shards and in bf16, with other activations, epsilons and projections a tower. */
    @ParameterizedTest
    @ValueSource(strings = {"small-old", "small-new"})
    void smallCheckpointsEqualTransformers(String name) throws Exception {
        check(ReferenceCheckpoint.open(Reference.checkpoint(name)));
    }

    @Test
    void fullSizeCheckpointsEqualTransformersAndOpenClip() throws Exception {
        String folders = System.getProperty(FOLDERS, "");
        assumeTrue(
                !folders.isEmpty(),
                "make checkpoints with src/test/reference/clip_full_size.py and name their folder by -D" + FOLDERS);
        try (Stream<Path> inside = Files.list(Path.of(folders))) {
            List<Path> checkpoints = inside.filter(p -> Files.exists(p.resolve("expected.json")))
                    .sorted()
                    .toList();
            assertThat(checkpoints).as("checkpoints in %s", folders).isNotEmpty();
            for (Path checkpoint : checkpoints) {
                check(ReferenceCheckpoint.open(checkpoint));
            }
        }
    }

    private static void check(ReferenceCheckpoint reference) throws Exception {
        reference.checkIds();
        try (ClipModel model = ClipModel.load(reference.folder())) {
            // When every image and text of the reference is encoded; its pixels are compared bit by bit on the way
            Features features = reference.encode(model);

            // Then both towers agree with transformers, and with open_clip where it has this architecture
            double image = ReferenceCheckpoint.largestDifference(features.images(), reference.rows("images"));
            double text = ReferenceCheckpoint.largestDifference(features.texts(), reference.rows("texts"));
            LOG.info("{}: images differ by at most {}, texts by {}", reference.folder(), image, text);
            assertThat(image).as("images of %s", reference.folder()).isLessThan(1e-5);
            assertThat(text).as("texts of %s", reference.folder()).isLessThan(1e-5);
            if (reference.expected().has("openClip")) {
                assertThat(ReferenceCheckpoint.largestDifference(features.images(), reference.openClipRows("images")))
                        .isLessThan(1e-5);
                assertThat(ReferenceCheckpoint.largestDifference(features.texts(), reference.openClipRows("texts")))
                        .isLessThan(1e-5);
            }
            checkProbabilities(reference, model, features);
        }
        for (Precision precision : List.of(Precision.BF16, Precision.FP16)) {
            checkShort(reference, precision);
        }
    }

    private static void checkShort(ReferenceCheckpoint reference, Precision precision) throws Exception {
        LoadOptions options = LoadOptions.bothTowers().with(precision, DeviceChoice.CPU);
        try (ClipModel model = ClipModel.load(reference.folder(), options)) {
            // When everything is encoded in a shorter precision
            Features features = reference.encode(model);

            // Then features point the same way, and the better of two texts is the same wherever it is clear
            double image = ReferenceCheckpoint.smallestCosine(features.images(), reference.rows("images"));
            double text = ReferenceCheckpoint.smallestCosine(features.texts(), reference.rows("texts"));
            double agreement = reference.agreement(features, 0.01);
            LOG.info(
                    "{} in {}: cosines of images from {}, of texts from {}; {} of clear pairs agree",
                    reference.folder(),
                    precision,
                    image,
                    text,
                    agreement);
            assertThat(image).as("images in %s", precision).isGreaterThanOrEqualTo(0.999);
            assertThat(text).as("texts in %s", precision).isGreaterThanOrEqualTo(0.999);
            assertThat(agreement).as("pairs in %s", precision).isGreaterThanOrEqualTo(0.999);
        }
    }

    private static void checkProbabilities(ReferenceCheckpoint reference, ClipModel model, Features features) {
        int classes = reference.expected().get("classes").intValue();
        double scale = reference.expected().get("logitScale").doubleValue();
        assertThat((double) model.logitScale()).isCloseTo(scale, within(1e-5 * scale));
        for (int i = 0; i < features.images().length; i++) {
            double[] expected =
                    Reference.numbers(reference.expected().get("images").get(i).get("probabilities"));
            double[] actual = ReferenceCheckpoint.probabilities(
                    features.images()[i], features.texts(), classes, model.logitScale());
            // A similarity that is off by 1e-6 moves a probability by at most a quarter of the scale times that.
            assertThat(actual).containsExactly(expected, within(1e-4));
        }
    }
}
