package io.clipstream.clip.hub;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a file's bytes must hash to, which is also its name among the cache's blobs.
 *
 * @param kind SHA-256 of files in large file storage, git's own SHA-1 of others
 * @param hex lower-case digits
 */
record BlobDigest(Kind kind, String hex) {
    /** The two that the hub gives. */
    enum Kind {
        SHA256("SHA-256", 64),
        GIT_SHA1("git blob SHA-1", 40);

        private final String title;
        private final Pattern form;

        Kind(String title, int digits) {
            this.title = title;
            this.form = Pattern.compile("[0-9a-f]{" + digits + "}");
        }

        /** A fresh hash for a file of {@code size} bytes. */
        MessageDigest begin(long size) {
            try {
                if (this == SHA256) {
                    return MessageDigest.getInstance("SHA-256");
                }
                MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
                sha1.update(("blob " + size + "\0").getBytes(StandardCharsets.US_ASCII));
                return sha1;
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java platform has SHA-1 and SHA-256", e);
            }
        }
    }

    /** The digest that {@code text} is by its length; empty where it is neither. */
    static Optional<BlobDigest> of(String text) {
        String hex = text == null ? "" : text.toLowerCase(Locale.ROOT);
        for (Kind kind : Kind.values()) {
            if (kind.form.matcher(hex).matches()) {
                return Optional.of(new BlobDigest(kind, hex));
            }
        }
        return Optional.empty();
    }

    /** The digest that an ETag header carries, strong or weak, quoted or not. */
    static Optional<BlobDigest> ofEtag(String etag) {
        return of(etag.replaceAll("^W/", "").replace("\"", ""));
    }

    /** A fresh hash for a file of {@code size} bytes. */
    MessageDigest begin(long size) {
        return kind.begin(size);
    }

    /** The digits of a finished hash. */
    static String finish(MessageDigest hash) {
        return HexFormat.of().formatHex(hash.digest());
    }

    @Override
    public String toString() {
        return kind.title + " " + hex;
    }
}
