package io.clipstream.app.quickstart;

/**
 * An image with the truth about it.
 *
 * @param id its event's key, never used before
 * @param label class that it shows
 * @param encoded the file's bytes
 */
record DemoImage(String id, String label, byte[] encoded) {}
