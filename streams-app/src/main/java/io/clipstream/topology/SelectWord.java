package io.clipstream.topology;

/**
 * What became of a word.
 *
 * @param last whether it is its annotator's last one on that image, so worth keeping
 * @param disagreement the votes, if by this word the image's annotators disagree anew; null otherwise
 */
record SelectWord(boolean last, SelectVote disagreement) {
    /** A later word was there. */
    static final SelectWord OUTDATED = new SelectWord(false, null);
}
