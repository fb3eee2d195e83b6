package io.clipstream.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class LoadOptionsTest {
    private static final long GIBIBYTE = 1L << 30;

    @Test
    void boundsImagesByHalfTheHeapSharedByTheDecoders() {
        // Given, When, Then
        assertThat(LoadOptions.maxPixels(GIBIBYTE, 2)).isEqualTo(26_843_545);
        assertThat(LoadOptions.maxPixels(64 * GIBIBYTE, 2)).isEqualTo(100_000_000);
        assertThat(LoadOptions.maxPixels(64 * GIBIBYTE, 64)).isEqualTo(53_687_091);
        assertThatThrownBy(() -> LoadOptions.maxPixels(GIBIBYTE, 0)).hasMessageContaining("decoders is 0");
    }

    @Test
    void takesTheHeapAndTheDecodersIntoAccount() {
        // Given
        LoadOptions options = LoadOptions.imageTower();

        // When
        LoadOptions many = options.withDecoders(1_000);

        // Then
        assertThat(many.maxImagePixels())
                .isEqualTo(LoadOptions.maxPixels(Runtime.getRuntime().maxMemory(), 1_000))
                .isLessThan(options.withDecoders(1).maxImagePixels());
        assertThat(many.textTower()).isFalse();
    }

    @Test
    void refusesASmallFileWhoseHeaderClaimsMorePixelsThanTheHeapCanDecode() {
        // Given a PNG's signature and header that claims 10000 × 10000 pixels
        ByteBuffer png = ByteBuffer.allocate(33);
        png.putLong(0x89504e470d0a1a0aL).putInt(13).putInt(0x49484452).putInt(10_000);
        png.putInt(10_000).put((byte) 8);
        ImageDecoder decoder = new ImageDecoder(LoadOptions.maxPixels(GIBIBYTE, 2));

        // When, Then
        assertThatThrownBy(() -> decoder.decode(png.array()))
                .isInstanceOf(ImageFormatException.class)
                .hasMessageContaining("PNG of 10000 × 10000 pixels is too large; at most 26843545 pixels are decoded");
    }
}
