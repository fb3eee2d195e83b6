package io.clipstream.clip.hub;

/**
 * A file as the hub lists it; a listing may leave out everything but the name.
 *
 * @param size in bytes, -1 if it is not said
 * @param gitSha1 of the file, or of its pointer where it lies in large file storage; null if it is not said
 * @param sha256 of files in large file storage; null for others
 */
record ListedFile(String name, long size, String gitSha1, String sha256) {
    /** What tells this content from another: the best digest that is given, or null. */
    String identity() {
        return sha256 != null ? sha256 : gitSha1;
    }
}
