package io.clipstream.clip.hub;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The hub's two digests, computed apart from the code under test. */
final class Hashes {
    private Hashes() {}

    static String sha256(byte[] bytes) {
        return hex("SHA-256", new byte[0], bytes);
    }

    static String gitSha1(byte[] bytes) {
        return hex("SHA-1", ("blob " + bytes.length + "\0").getBytes(StandardCharsets.UTF_8), bytes);
    }

    private static String hex(String algorithm, byte[] before, byte[] bytes) {
        try {
            MessageDigest digest = MessageDigest.getInstance(algorithm);
            digest.update(before);
            return HexFormat.of().formatHex(digest.digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
