package io.clipstream.app.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class DrawnPhotoTest {
    private static final int SOF0 = 0xC0;

    @Test
    void isAJpegOfTheSizeAndDetailOfAPhotograph() throws Exception {
        // Given
        byte[] jpeg = DrawnPhoto.jpeg(1);

        // When
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(jpeg));

        // Then: photographs of this size and quality have 50 to 120 kB
        assertThat(image.getWidth()).isEqualTo(500);
        assertThat(image.getHeight()).isEqualTo(375);
        assertThat(jpeg.length).isBetween(50_000, 120_000);
    }

    @Test
    void isBaselineWithHalvedChroma() {
        // Given
        byte[] jpeg = DrawnPhoto.jpeg(1);

        // When its frame header is found
        int at = 2;
        while ((jpeg[at + 1] & 0xff) != SOF0) {
            at += 2 + ((jpeg[at + 2] & 0xff) << 8 | jpeg[at + 3] & 0xff);
        }

        // Then brightness is sampled twice as densely both ways
        assertThat(jpeg[at + 11]).isEqualTo((byte) 0x22);
        assertThat(jpeg[at + 14]).isEqualTo((byte) 0x11);
        assertThat(jpeg[at + 17]).isEqualTo((byte) 0x11);
    }

    @Test
    void sameSeedDrawsTheSame() {
        assertThat(DrawnPhoto.jpeg(3)).isEqualTo(DrawnPhoto.jpeg(3)).isNotEqualTo(DrawnPhoto.jpeg(4));
    }
}
