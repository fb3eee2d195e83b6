package io.clipstream.clip;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ImageParityTest {
    private static final JsonNode EXPECTED = Reference.expected().get("images");
    private final ImageDecoder decoder = new ImageDecoder(1_000_000);

    static List<String> images() {
        return Reference.imageNames();
    }

    @ParameterizedTest
    @MethodSource("images")
    void decodesToThePixelsOfPillow(String name) throws Exception {
        // When a file is decoded
        RgbImage image = decoder.decode(Reference.image(name));

        // Then size and every pixel are Pillow's
        JsonNode expected = EXPECTED.get(name);
        assertThat(image.width()).isEqualTo(expected.get("width").intValue());
        assertThat(image.height()).isEqualTo(expected.get("height").intValue());
        assertThat(sha256(image.rgb())).isEqualTo(expected.get("decoded").textValue());
    }

    @ParameterizedTest
    @MethodSource("images")
    void preprocessesToThePixelsOfTransformers(String name) throws Exception {
        for (int size : new int[] {32, 224}) {
            // Given the preprocessing of a model with this input size
            double[] any = {1, 1, 1};
            ImagePreprocessor preprocessor =
                    new ClipPreprocessor(new PreprocessingConfig(size, size, 1, any, any), decoder);

            // When a file is preprocessed
            byte[] square = preprocessor.preprocess(Reference.image(name));

            // Then every pixel is the one of transformers
            assertThat(sha256(square))
                    .as("%s at %d", name, size)
                    .isEqualTo(EXPECTED.get(name).get("square" + size).textValue());
        }
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
