package io.clipstream.clip.jpeg;

/**
 * The pixels that somebody wants.
 *
 * @param left first column
 * @param top first row
 * @param right column after the last
 * @param bottom row after the last
 */
public record Region(int left, int top, int right, int bottom) {}
