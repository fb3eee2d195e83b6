package io.clipstream.claim;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Stores images under the names of their digests, so that the same image lies there once; safe for use by many threads. */
public interface ImageDepot extends AutoCloseable {
    /**
     * Stores an image, unless it is there.
     *
     * @return where, once it is safe there
     * @throws IOException if it cannot be stored
     */
    Stored put(byte[] encoded) throws IOException;

    @Override
    void close();

    /**
     * An image in a store.
     *
     * @param sha256 32 bytes
     */
    record Stored(String uri, ByteBuffer sha256) {}

    /**
     * Opens {@code s3://bucket/prefix/} or {@code file:///folder/}.
     *
     * @param settings where S3 is
     * @throws IllegalArgumentException if the address is neither
     */
    static ImageDepot open(String address, ClaimSettings settings) {
        String folder = address.endsWith("/") ? address : address + "/";
        try {
            Address place = Address.parse(folder);
            if (place.scheme().equals("s3")) {
                // The same rules as for reading: what is stored must be found again.
                S3Address.of(Address.parse(folder + "x"));
                return new S3Depot(folder, settings);
            }
            if (place.scheme().equals("file") && place.uri().getRawAuthority() == null) {
                return new FileDepot(Path.of(URI.create(folder)));
            }
        } catch (FetchException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "'" + address + "' is no store such as s3://bucket/prefix/ or file:///folder/: " + e.getMessage(),
                    e);
        }
        throw new IllegalArgumentException(
                "'" + address + "' is no store such as s3://bucket/prefix/ or file:///folder/");
    }

    /** The digest of an image. */
    static byte[] sha256(byte[] encoded) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(encoded);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** The name of an image in a store. */
    static String name(byte[] sha256) {
        return HexFormat.of().formatHex(sha256);
    }
}
