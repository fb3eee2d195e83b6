package io.clipstream.app.reembed;

/** What became of the search for an example's source image. */
sealed interface SourceImage {
    /** The file's bytes, with the right digest where it came by its address. */
    record Found(byte[] bytes) implements SourceImage {}

    /**
     * It cannot be had.
     *
     * @param reason for programs: EXPIRED, REPLACED, UNDECODABLE, NOT_AN_IMAGE, or why an address brings nothing, such as
     *     NOT_FOUND or DIGEST_MISMATCH
     * @param message for a person
     * @param passing whether it may be there another time
     */
    record Missing(String reason, String message, boolean passing) implements SourceImage {}
}
