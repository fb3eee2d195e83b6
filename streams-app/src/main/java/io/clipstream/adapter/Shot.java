package io.clipstream.adapter;

/**
 * One corrected image of the support set.
 *
 * @param id image id
 * @param label row of its class in the {@link ClassHead}
 * @param feature D values, length 1; owned by the shot, not to be changed
 * @param audited whether its image was drawn at random for labelling: only such labels are an unbiased sample to compare
 *     methods on, since people who speak up correct mostly errors
 */
public record Shot(String id, int label, float[] feature, boolean audited) {
    /** A shot whose label is part of an unbiased sample. */
    public Shot(String id, int label, float[] feature) {
        this(id, label, feature, true);
    }
}
