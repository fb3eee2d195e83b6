package io.clipstream.adapter;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Features as half-precision bytes: IEEE 754 binary16, little-endian, rounded to nearest, ties to even. */
public final class HalfFloats {
    private static final int HALF_INFINITY = 0x7c00;
    private static final int FLOAT_INFINITY = 0x7f800000;
    /** 65,520, halfway between the largest half and the next power of two: from here on it is infinity. */
    private static final int OVERFLOW = 0x477ff000;
    /** 2^-14, the smallest half that is not subnormal. */
    private static final int SMALLEST_NORMAL = 0x38800000;

    private static final int BIAS_DIFFERENCE = (127 - 15) << 23;

    private HalfFloats() {}

    /** The values as 2 bytes each. */
    public static byte[] toBytes(float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            bytes.putShort(toHalf(value));
        }
        return bytes.array();
    }

    /** The values of 2 bytes each; throws {@link IllegalArgumentException} if their number is odd. */
    public static float[] toFloats(byte[] bytes) {
        if (bytes.length % Short.BYTES != 0) {
            throw new IllegalArgumentException(
                    "half-precision feature has " + bytes.length + " bytes, expected an even number");
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        float[] values = new float[bytes.length / Short.BYTES];
        for (int i = 0; i < values.length; i++) {
            values[i] = toFloat(buffer.getShort());
        }
        return values;
    }

    /**
     * A feature brought back to length 1, which storage in half precision had changed a little.
     *
     * @throws IllegalArgumentException if the number of bytes is odd or 0, a value is not finite, or all are 0
     */
    public static float[] readUnit(byte[] bytes) {
        float[] values = toFloats(bytes);
        double square = 0;
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new IllegalArgumentException(
                        "half-precision feature has value " + values[i] + " at " + i + ", expected finite numbers");
            }
            square += (double) values[i] * values[i];
        }
        if (square == 0) {
            throw new IllegalArgumentException(
                    "half-precision feature of " + values.length + " values has length 0, expected about 1");
        }
        double length = Math.sqrt(square);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (values[i] / length);
        }
        return values;
    }

    /** The nearest half, of two equally near the even one; beyond 65,504 infinity, NaN stays NaN. */
    public static short toHalf(float value) {
        int bits = Float.floatToRawIntBits(value);
        int magnitude = bits & 0x7fffffff;
        int half;
        if (magnitude > FLOAT_INFINITY) {
            half = HALF_INFINITY | 0x200;
        } else if (magnitude >= OVERFLOW) {
            half = HALF_INFINITY;
        } else if (magnitude >= SMALLEST_NORMAL) {
            int rebased = magnitude - BIAS_DIFFERENCE;
            // Just under half a unit, and the rest of it where the last kept bit is odd; a carry runs into the
            // exponent.
            half = (rebased + 0xfff + (rebased >>> 13 & 1)) >>> 13;
        } else {
            // Subnormal halves count in units of 2^-24; scaling by a power of two is exact, rint rounds ties to even.
            half = (int) Math.rint(Float.intBitsToFloat(magnitude) * 0x1p24);
        }
        return (short) (half | (bits >>> 16 & 0x8000));
    }

    /** The value of a half, exactly. */
    public static float toFloat(short half) {
        int magnitude = half & 0x7fff;
        float value;
        if (magnitude >= HALF_INFINITY) {
            value = magnitude == HALF_INFINITY ? Float.POSITIVE_INFINITY : Float.NaN;
        } else if (magnitude >= 0x400) {
            value = Float.intBitsToFloat((magnitude << 13) + BIAS_DIFFERENCE);
        } else {
            value = magnitude * 0x1p-24f;
        }
        return half < 0 ? -value : value;
    }
}
