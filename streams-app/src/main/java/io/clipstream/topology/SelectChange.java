package io.clipstream.topology;

import io.clipstream.schemas.Example;

/**
 * A difference between the few-shot buffer as published and as it should be.
 *
 * @param imageId the image
 * @param example what the buffer holds for it now; null where nothing
 * @param withdrawn whether nobody says anything of the image any more, as against an example that was only displaced
 */
record SelectChange(String imageId, Example example, boolean withdrawn) {}
