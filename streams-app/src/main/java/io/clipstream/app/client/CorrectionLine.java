package io.clipstream.app.client;

import io.clipstream.schemas.Correction;

/**
 * What a line of a file of corrections says.
 *
 * @param number of the line in its file, from 1
 * @param imageId the image; null where the line is refused
 * @param correction what is said of it; null where the line is refused
 * @param problem why the line is refused; null where it is not
 */
public record CorrectionLine(int number, String imageId, Correction correction, String problem) {
    static CorrectionLine refused(int number, String problem) {
        return new CorrectionLine(number, null, null, problem);
    }
}
