package io.clipstream.claim;

import java.nio.ByteBuffer;

/** What became of a fetch. */
public sealed interface Fetched permits Fetched.Image, Fetched.Refused {
    /** An image whose digest is right. It counts towards the store's bound until it is closed. */
    final class Image implements Fetched, AutoCloseable {
        private final ByteBuffer bytes;
        private final Reservation held;

        Image(byte[] bytes, int length, Reservation held) {
            this.bytes = ByteBuffer.wrap(bytes, 0, length);
            this.held = held;
        }

        /** The file's bytes, from position to limit; not to be changed, nor used after {@link #close}. */
        public ByteBuffer bytes() {
            return bytes.duplicate();
        }

        /** Lets go of it; may be called twice, from any thread. */
        @Override
        public void close() {
            held.close();
        }
    }

    /**
     * There is no image.
     *
     * @param cause for programs
     * @param message what was expected and what came, for a person; an address in it is without its query, which may be a
     *     secret
     */
    record Refused(Cause cause, String message) implements Fetched {}

    /** Why there is no image. */
    enum Cause {
        /** The address cannot be read, or the digest is none. */
        MALFORMED,
        /** No such way to fetch images exists here. */
        UNSUPPORTED,
        /** The configuration does not allow this address, or one that it leads to. */
        FORBIDDEN,
        /** There is nothing at the address. */
        NOT_FOUND,
        /** The store does not answer, or not with an image, however often it is asked. */
        UNAVAILABLE,
        /** No whole image within the deadline. */
        TIMED_OUT,
        /** More bytes than {@code claim.max.bytes}. */
        TOO_LARGE,
        /** Other bytes than the digest stands for. */
        DIGEST_MISMATCH
    }
}
