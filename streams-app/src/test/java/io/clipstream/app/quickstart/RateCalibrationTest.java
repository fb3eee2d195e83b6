package io.clipstream.app.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.app.client.RefusedException;
import io.clipstream.clip.ImageFormatException;
import io.clipstream.clip.ImagePreprocessor;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RateCalibrationTest {
    private static final byte[] TEXT = {'n', 'o'};
    private static final byte[] IMAGE = {1};

    /** Takes for an image what begins with 1. */
    private static final ImagePreprocessor PREPROCESSOR = new ImagePreprocessor() {
        @Override
        public int imageSize() {
            return 1;
        }

        @Override
        public byte[] preprocess(byte[] encoded) throws ImageFormatException {
            if (encoded[0] != 1) {
                throw new ImageFormatException("no format that is known");
            }
            return new byte[3];
        }
    };

    @Test
    void triesUntilOneIsAnImage() {
        assertThat(RateCalibration.firstGood(PREPROCESSOR, Stream.of(TEXT, TEXT, IMAGE, TEXT)))
                .isSameAs(IMAGE);
    }

    @Test
    void refusesWhereNoneIsAnImage() {
        assertThatThrownBy(() -> RateCalibration.firstGood(PREPROCESSOR, Stream.of(TEXT, TEXT)))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("no format that is known");
    }
}
