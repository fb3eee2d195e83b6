package io.clipstream.app.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.app.bench.MatrixProduct.Shape;
import io.clipstream.clip.Architecture;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MatrixProductTest {
    // Made by src/main/torchscript/matrix_product.py; whoever changes the one makes the others anew and writes their
    // digests here.
    @ParameterizedTest
    @CsvSource({
        "matrix_product.pt, 461c7b696afa891f831ba40baddcb10ea229e7af55c3acdc2308a87b2c458db7",
        "packed_matrix_product.pt, cb67c85b08a93e2c5bb2f371e2079227e5871b7a58711288f977617d82da369b"
    })
    void theModulesAreThoseThatTheirSourceMakes(String resource, String sha256) throws Exception {
        try (InputStream script = MatrixProduct.class.getResourceAsStream(resource)) {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(script.readAllBytes());
            assertThat(HexFormat.of().formatHex(digest)).isEqualTo(sha256);
        }
    }

    @ParameterizedTest
    @CsvSource({"fp32", "bf16", "fp16"})
    void multipliesInEveryPrecisionAndCountsTheWork(String precision) {
        try (MatrixProduct product =
                MatrixProduct.of(new Shape(8, 16, 32, false), precision, "cpu").orElseThrow()) {
            assertThat(product.run()).isEqualTo(2L * 8 * 16 * 32);
        }
    }

    @Test
    void saysWhatDoesNotRun() {
        assertThatThrownBy(() -> MatrixProduct.of(new Shape(8, 16, 32, false), "fp8", "cpu"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("fp8")
                .hasMessageContaining("cpu");
    }

    @Test
    void triesTheTowersOwnProductsAndALargeSquare() {
        assertThat(MatrixPeak.shapes(Architecture.VIT_B_32.imageTower(), "cpu"))
                .contains(
                        new Shape(1600, 768, 3072, false),
                        new Shape(1600, 3072, 768, true),
                        new Shape(2048, 2048, 2048, false));
        assertThat(MatrixPeak.shapes(Architecture.VIT_L_14.imageTower(), "cuda:0"))
                .containsExactly(
                        new Shape(32 * 257, 1024, 4096, false),
                        new Shape(32 * 257, 4096, 1024, false),
                        new Shape(8192, 8192, 8192, false));
    }
}
