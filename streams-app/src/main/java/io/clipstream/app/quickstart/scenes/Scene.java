package io.clipstream.app.quickstart.scenes;

/**
 * One drawn tile as a camera would deliver it, with the truth about it.
 *
 * @param id unique within the generator's seed; says nothing about the label
 * @param label what is on it, one of {@link SceneGenerator#labels()}
 * @param jpeg baseline JPEG, 128 x 128 pixels
 */
public record Scene(String id, String label, byte[] jpeg) {}
