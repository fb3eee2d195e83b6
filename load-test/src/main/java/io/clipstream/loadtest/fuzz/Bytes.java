package io.clipstream.loadtest.fuzz;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;

/** Breaks bytes without knowing what they mean. */
final class Bytes {
    private static final long[] LENGTHS = {
        -1,
        -2,
        Long.MIN_VALUE,
        Long.MAX_VALUE,
        1L << 31,
        (1L << 31) - 1,
        1L << 32,
        1L << 26,
        1L << 20,
        1_000_001,
        0,
        300
    };

    private final Random random;

    Bytes(Random random) {
        this.random = random;
    }

    /** Turns a few bits over, mostly near the beginning, where the structure is. */
    byte[] flipped(byte[] bytes) {
        byte[] out = bytes.clone();
        for (int i = 1 + random.nextInt(6); i > 0 && out.length > 0; i--) {
            int range = random.nextInt(3) == 0 ? out.length : Math.min(out.length, 96);
            out[random.nextInt(range)] ^= (byte) (1 << random.nextInt(8));
        }
        return out;
    }

    byte[] truncated(byte[] bytes) {
        return Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
    }

    byte[] lengthened(byte[] bytes) {
        byte[] more = random(1 + random.nextInt(64));
        return joined(bytes, more);
    }

    /** The beginning of one and the end of the other. */
    byte[] spliced(byte[] one, byte[] other) {
        byte[] head = Arrays.copyOf(one, random.nextInt(one.length + 1));
        return joined(head, Arrays.copyOfRange(other, random.nextInt(other.length + 1), other.length));
    }

    /** Another length somewhere, as Avro writes them. */
    byte[] relengthed(byte[] bytes) {
        int at = Math.min(bytes.length, 5 + random.nextInt(Math.max(1, Math.min(bytes.length, 64) - 4)));
        byte[] length = zigzag(LENGTHS[random.nextInt(LENGTHS.length)]);
        int rest = Math.min(bytes.length, at + random.nextInt(3));
        return joined(joined(Arrays.copyOf(bytes, at), length), Arrays.copyOfRange(bytes, rest, bytes.length));
    }

    /** Another schema id, or another first byte. */
    byte[] reheaded(byte[] bytes) {
        byte[] out = Arrays.copyOf(bytes, Math.max(5, bytes.length));
        switch (random.nextInt(5)) {
            case 0 -> out[0] = (byte) (1 + random.nextInt(255));
            case 1 -> Arrays.fill(out, 1, 5, (byte) 0);
            case 2 -> Arrays.fill(out, 1, 5, (byte) 0xff);
            case 3 -> out[1] = (byte) random.nextInt(128);
            default -> out[4] = (byte) (1 + random.nextInt(24));
        }
        return out;
    }

    byte[] random(int length) {
        byte[] out = new byte[length];
        random.nextBytes(out);
        return out;
    }

    private static byte[] zigzag(long value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        long left = value << 1 ^ value >> 63;
        while ((left & ~0x7fL) != 0) {
            out.write((int) (left & 0x7f | 0x80));
            left >>>= 7;
        }
        out.write((int) left);
        return out.toByteArray();
    }

    private static byte[] joined(byte[] one, byte[] other) {
        byte[] out = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, out, one.length, other.length);
        return out;
    }
}
