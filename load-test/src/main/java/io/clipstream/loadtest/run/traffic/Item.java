package io.clipstream.loadtest.run.traffic;

/**
 * One record of a run.
 *
 * @param kind what it is
 * @param index of the image that it carries: its own, or the earlier one's where it is a duplicate
 * @param task index of its task, the most frequent one is 0
 * @param picture index of its picture
 */
public record Item(Kind kind, long index, int task, int picture) {}
