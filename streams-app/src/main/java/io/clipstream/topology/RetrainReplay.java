package io.clipstream.topology;

import java.util.List;

/**
 * How an instant version is made again.
 *
 * @param base number of the fitted version
 * @param imageIds the examples applied to it, in that order
 */
record RetrainReplay(long base, List<String> imageIds) {
    RetrainReplay {
        imageIds = List.copyOf(imageIds);
    }
}
