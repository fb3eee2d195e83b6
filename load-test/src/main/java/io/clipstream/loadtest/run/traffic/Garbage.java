package io.clipstream.loadtest.run.traffic;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Makes what no image is. */
final class Garbage {
    private static final byte[] PAGE = "<!DOCTYPE html><html><body>404</body></html>".getBytes(StandardCharsets.UTF_8);

    /** A wire header and the first bytes of the task's name. */
    private static final int HEAD = 8;

    private Garbage() {}

    /** What stands where an image should: a page of a web server, or the first bytes of an image. */
    static byte[] payload(long index, byte[] image) {
        return index % 2 == 0 ? PAGE : Arrays.copyOf(image, Math.min(image.length, 16));
    }

    /** What stands where an event should: another first byte, or an end in the middle of a field. */
    static byte[] event(long index, byte[] event) {
        if (index % 2 == 0) {
            byte[] other = event.clone();
            other[0] = 0x7b;
            return other;
        }
        return Arrays.copyOf(event, HEAD);
    }
}
