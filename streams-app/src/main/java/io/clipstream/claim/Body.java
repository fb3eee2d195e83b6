package io.clipstream.claim;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * An image's bytes as they came.
 *
 * @param bytes the first {@code length} of them count
 */
record Body(byte[] bytes, int length) {
    private static final int FIRST = 64 * 1024;

    /**
     * Reads to the end, never more than the bound.
     *
     * @param announced length that the store promises, or negative
     * @throws FetchException if it is longer than allowed or shorter than promised
     */
    static Body read(InputStream in, long announced, Reading reading, String shown) throws FetchException, IOException {
        if (announced > reading.maxBytes()) {
            throw tooLarge(shown + " has " + announced + " bytes", reading);
        }
        int room = reading.room();
        if (announced > room) {
            throw grown(shown, room);
        }
        if (announced >= 0) {
            reading.expect(announced);
        }
        byte[] bytes = new byte[announced >= 0 ? (int) announced : Math.min(FIRST, room)];
        int length = 0;
        while (true) {
            if (length == bytes.length) {
                int next = in.read();
                if (next < 0) {
                    break;
                }
                if (length == room && room < reading.maxBytes() && announced < 0) {
                    throw grown(shown, room);
                }
                if (length == room || announced >= 0) {
                    throw tooLarge(shown + " has more bytes" + (announced >= 0 ? " than it announced" : ""), reading);
                }
                bytes = Arrays.copyOf(bytes, (int) Math.min(2L * bytes.length, room));
                bytes[length++] = (byte) next;
            }
            int count = in.read(bytes, length, bytes.length - length);
            if (count < 0) {
                break;
            }
            length += count;
        }
        if (length < announced) {
            throw FetchException.passing(shown + " ended after " + length + " of " + announced + " bytes", null);
        }
        reading.expect(bytes.length);
        return new Body(bytes, length);
    }

    private static FetchException grown(String shown, int room) {
        return FetchException.passing(shown + " has more bytes than the " + room + " it announced before", null);
    }

    private static FetchException tooLarge(String what, Reading reading) {
        return FetchException.lasting(
                Fetched.Cause.TOO_LARGE, what + ", expected at most " + reading.maxBytes() + " (claim.max.bytes)");
    }
}
