package io.clipstream.clip.hub;

/**
 * A file of a revision, with what is needed to verify it.
 *
 * @param name plain file name at the top of the repository
 * @param size in bytes
 */
record RemoteFile(String name, long size, BlobDigest digest) {}
