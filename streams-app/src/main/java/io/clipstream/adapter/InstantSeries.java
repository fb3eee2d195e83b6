package io.clipstream.adapter;

/**
 * Instant versions after a refit; the state of one task's learner between two refits, used by one thread at a time.
 *
 * <p>A pure function of base version, its input, and the ordered additions.
 */
public interface InstantSeries {
    /** The latest version: the base, or what the last {@link #add} gave. */
    AdapterArtifact artifact();

    /**
     * Takes in one more shot.
     *
     * <p>Usually a rank-one update of a millisecond or so. Where the rules of the method want more (the first example of a
     * class, very few examples, many since the last refit) it refits here, with the calibration of the base version.
     *
     * @return the version that has learned from it
     * @throws IllegalArgumentException if the shot does not fit the head, or its id is already among the examples: a changed
     *     label is a removal and an addition, which wants a new series
     */
    AdapterArtifact add(Shot shot);

    /** Examples that the latest version has seen: those of the base and those added. */
    int size();

    /** Whether so much was added that a new series on the whole input should be started in the background. */
    boolean refitDue();
}
