package io.clipstream.clip;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** A text by its SHA-256 over UTF-16, in four longs: small, and as good as the text itself. */
record TextKey(long a, long b, long c, long d) {
    static final int BYTES = 32;

    static TextKey of(String text) {
        // In UTF-16 half a surrogate pair becomes U+FFFD, as the tokenizer reads it; in UTF-8 a question mark.
        return read(ByteBuffer.wrap(sha256().digest(text.getBytes(StandardCharsets.UTF_16BE))));
    }

    /** Reads 32 bytes. */
    static TextKey read(ByteBuffer bytes) {
        return new TextKey(bytes.getLong(), bytes.getLong(), bytes.getLong(), bytes.getLong());
    }

    /** Writes 32 bytes. */
    void write(ByteBuffer bytes) {
        bytes.putLong(a).putLong(b).putLong(c).putLong(d);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
