package io.clipstream.adapter;

/**
 * One corrected image of the support set.
 *
 * @param id image id
 * @param label row of its class in the {@link ClassHead}
 * @param feature D values, length 1; owned by the shot, not to be changed
 */
public record Shot(String id, int label, float[] feature) {}
