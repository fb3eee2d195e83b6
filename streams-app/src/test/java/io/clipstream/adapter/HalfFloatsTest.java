package io.clipstream.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class HalfFloatsTest {
    @Test
    void readsAllHalvesAsTheStandardDefinesThem() {
        for (int bits = 0; bits < 65_536; bits++) {
            assertThat(HalfFloats.toFloat((short) bits)).as("%04x", bits).isEqualTo(Float.valueOf((float)
                    byDefinition(bits)));
        }
    }

    @Test
    void writesEveryHalfBackToItself() {
        for (int bits = 0; bits < 65_536; bits++) {
            short back = HalfFloats.toHalf(HalfFloats.toFloat((short) bits));
            if (Double.isNaN(byDefinition(bits))) {
                assertThat(back & 0x7fff).isGreaterThan(0x7c00);
            } else {
                assertThat(back).isEqualTo((short) bits);
            }
        }
    }

    @Test
    void roundsToTheNearestAndTiesToEven() {
        // Given each pair of neighbouring finite halves and the floats at and around the middle between them
        for (int bits = 0; bits < 0x7bff; bits++) {
            float middle = (float) ((byDefinition(bits) + byDefinition(bits + 1)) / 2);
            int even = bits % 2 == 0 ? bits : bits + 1;
            // Then the middle goes to the even one, anything off it to the nearer, on both sides of zero
            assertThat(HalfFloats.toHalf(middle)).isEqualTo((short) even);
            assertThat(HalfFloats.toHalf(Math.nextDown(middle))).isEqualTo((short) bits);
            assertThat(HalfFloats.toHalf(Math.nextUp(middle))).isEqualTo((short) (bits + 1));
            assertThat(HalfFloats.toHalf(-middle)).isEqualTo((short) (even | 0x8000));
        }
    }

    @Test
    void overflowsToInfinityFromHalfwayBeyondTheLargest() {
        assertThat(HalfFloats.toHalf(65_504f)).isEqualTo((short) 0x7bff);
        assertThat(HalfFloats.toHalf(Math.nextDown(65_520f))).isEqualTo((short) 0x7bff);
        assertThat(HalfFloats.toHalf(65_520f)).isEqualTo((short) 0x7c00);
        assertThat(HalfFloats.toHalf(-Float.MAX_VALUE)).isEqualTo((short) 0xfc00);
        assertThat(HalfFloats.toHalf(Float.POSITIVE_INFINITY)).isEqualTo((short) 0x7c00);
        assertThat(HalfFloats.toHalf(Float.MIN_VALUE)).isEqualTo((short) 0);
        assertThat(HalfFloats.toHalf(-0f)).isEqualTo((short) 0x8000);
    }

    @Test
    void writesLittleEndianBytes() {
        // 1.0 is 0x3c00, -2.0 is 0xc000
        assertThat(HalfFloats.toBytes(new float[] {1f, -2f})).containsExactly(0x00, 0x3c, 0x00, 0xc0);
        assertThat(HalfFloats.toFloats(new byte[] {0x00, 0x3c, 0x00, (byte) 0xc0}))
                .containsExactly(1f, -2f);
    }

    @Test
    void bringsAFeatureBackToLengthOne() {
        // Given a unit vector that half precision cannot hold
        float[] feature = new Synthetic(1, 2, 128, 0.5).near(new float[128], 1);
        // When it is written and read
        float[] read = HalfFloats.readUnit(HalfFloats.toBytes(feature));
        // Then it has length 1 and points where it did
        double square = 0;
        for (float value : read) {
            square += (double) value * value;
        }
        assertThat(square).isCloseTo(1, within(1e-6));
        assertThat(read).containsExactly(feature, within(1e-3f));
    }

    @Test
    void refusesBytesThatAreNoFeature() {
        assertThatThrownBy(() -> HalfFloats.readUnit(new byte[3]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("3 bytes, expected an even number");
        assertThatThrownBy(() -> HalfFloats.readUnit(new byte[] {0, 0x3c, 0, 0x7c}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Infinity at 1");
        assertThatThrownBy(() -> HalfFloats.readUnit(new byte[4]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("length 0");
        assertThatThrownBy(() -> HalfFloats.readUnit(new byte[0])).isInstanceOf(IllegalArgumentException.class);
    }

    /** IEEE 754 binary16: sign, 5 bits of exponent with bias 15, 10 bits of fraction. */
    private static double byDefinition(int bits) {
        int exponent = bits >> 10 & 31;
        double fraction = (bits & 1023) / 1024.0;
        double magnitude;
        if (exponent == 31) {
            magnitude = fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
        } else if (exponent == 0) {
            magnitude = fraction * Math.pow(2, -14);
        } else {
            magnitude = (1 + fraction) * Math.pow(2, exponent - 15);
        }
        return (bits & 0x8000) == 0 ? magnitude : -magnitude;
    }
}
