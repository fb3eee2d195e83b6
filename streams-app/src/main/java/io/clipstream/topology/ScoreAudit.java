package io.clipstream.topology;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Utils;

/**
 * Draws the audit sample: a share of all images by a hash of their id, so that a replay draws the same ones, and a smaller
 * share draws a part of those that a larger one draws.
 *
 * <p>The hash is murmur2 of the id behind a salt, mixed once more: independent of the partition that the same id's plain
 * murmur2 gives.
 */
final class ScoreAudit {
    private static final String SALT = "audit:";

    private ScoreAudit() {}

    /** Whether the image is among {@code share} of all, in [0, 1]. */
    static boolean draws(String imageId, float share) {
        int hash = Utils.murmur2((SALT + imageId).getBytes(StandardCharsets.UTF_8));
        // The finaliser of MurmurHash3: every bit of the hash changes half of the bits of the result.
        hash ^= hash >>> 16;
        hash *= 0x85ebca6b;
        hash ^= hash >>> 13;
        hash *= 0xc2b2ae35;
        hash ^= hash >>> 16;
        return Integer.toUnsignedLong(hash) < share * 0x1p32;
    }
}
