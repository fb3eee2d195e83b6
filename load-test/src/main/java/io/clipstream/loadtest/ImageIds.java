package io.clipstream.loadtest;

/**
 * Names the images of one run, so that a reader can tell them from everything else on the topic.
 *
 * @param run identity of the run
 */
record ImageIds(String run) {
    /** The id of image {@code index}. */
    String id(long index) {
        return run + "-" + index;
    }

    /** The index behind an id; -1 for an image of another run. */
    long index(String id) {
        if (id == null || !id.startsWith(run + "-")) {
            return -1;
        }
        try {
            return Long.parseLong(id.substring(run.length() + 1));
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
