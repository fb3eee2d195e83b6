package io.clipstream.app.bench;

/**
 * What one slice of measuring found.
 *
 * @param perSecond units of work a second of wall-clock time, all workers together
 * @param coreSeconds processor seconds of the whole process for one unit
 * @param seconds how long the slice took
 */
public record Pace(double perSecond, double coreSeconds, double seconds) {}
