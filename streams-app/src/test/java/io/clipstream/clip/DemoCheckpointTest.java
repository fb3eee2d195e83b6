package io.clipstream.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class DemoCheckpointTest {
    @Test
    void theDemoBackboneLoadsAndEncodesBothKinds() throws Exception {
        // Given the checkpoint that the quickstart uses
        try (ClipModel model = ClipModel.load(Path.of("model/demo-clip"));
                ImageEncoder images = model.newImageEncoder();
                TextEncoder texts = model.newTextEncoder()) {
            // When an image and two captions are encoded
            byte[] pixels = model.preprocessor().preprocess(Reference.image("baseline-420.jpg"));
            float[] image = images.encode(ByteBuffer.wrap(pixels), 1);
            float[][] captions = texts.encode(List.of("an aerial photo of a forest", "an aerial photo of a river"));

            // Then features have the model's dimension and length 1, and captions are told apart
            assertThat(image).hasSize(model.dimension());
            assertThat(dot(image, image)).isCloseTo(1, within(1e-5));
            assertThat(dot(captions[0], captions[0])).isCloseTo(1, within(1e-5));
            assertThat(dot(captions[0], captions[1])).isLessThan(0.999);
            assertThat(model.logitScale()).isBetween(1f, 1000f);
        }
    }

    private static double dot(float[] a, float[] b) {
        assertThat(a).hasSameSizeAs(b);
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }
}
