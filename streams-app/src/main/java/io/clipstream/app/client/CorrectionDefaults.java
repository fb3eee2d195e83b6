package io.clipstream.app.client;

import io.clipstream.schemas.CorrectionOrigin;
import java.time.Instant;

/**
 * What counts where a line of a file of corrections says nothing.
 *
 * @param task null if every line must name its own
 * @param annotator who says it
 * @param origin how the labeller came to the images
 * @param time when it was said; the same each time that the file is sent, or its corrections would be new ones
 */
public record CorrectionDefaults(String task, String annotator, CorrectionOrigin origin, Instant time) {}
