package io.clipstream.adapter;

/**
 * One corrected image of the support set.
 *
 * @param id image id
 * @param label row of its class in the {@link ClassHead}
 * @param feature D values, length 1; owned by the shot, not to be changed
 * @param audited whether its image was drawn at random for labelling: only such labels are an unbiased sample to compare
 *     methods on, since people who speak up correct mostly errors
 * @param weight how far its label is trusted, above 0 to 1: 1 unless annotators disagreed; methods that cannot weigh
 *     examples ignore it
 * @param source what its image was taken from (a video, a burst, a patient); null where unknown. Images of one source may
 *     be near-duplicates, so {@link OutOfFold} never tests on an image of a source that it fitted to
 */
public record Shot(String id, int label, float[] feature, boolean audited, float weight, String source) {
    public Shot {
        if (!(weight > 0 && weight <= 1)) {
            throw new IllegalArgumentException(
                    "shot '" + id + "' has weight " + weight + ", expected a number above 0 up to 1");
        }
    }

    /** A shot of full weight whose source is unknown. */
    public Shot(String id, int label, float[] feature, boolean audited) {
        this(id, label, feature, audited, 1, null);
    }

    /** A shot of full weight whose label is part of an unbiased sample. */
    public Shot(String id, int label, float[] feature) {
        this(id, label, feature, true);
    }
}
