package io.clipstream.loadtest.run.traffic;

/**
 * Names the images of one run, so that a reader can tell them from everything else on the topic.
 *
 * @param run identity of the run
 */
public record ImageIds(String run) {
    /** The id of image {@code index}. */
    public String id(long index) {
        return run + "-" + index;
    }

    /** The index behind an id; -1 for an image of another run. */
    public long index(String id) {
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
