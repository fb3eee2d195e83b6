package io.clipstream.loadtest.run.traffic;

/**
 * An encoded image.
 *
 * @param label the truth about it; null where nobody knows
 */
public record Picture(byte[] encoded, String label) {}
