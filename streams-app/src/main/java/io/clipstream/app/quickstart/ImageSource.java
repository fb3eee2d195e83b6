package io.clipstream.app.quickstart;

import io.clipstream.schemas.TaskSpec;
import java.util.Optional;

/** Images with their truth, each once; used by one thread. */
interface ImageSource {
    /** The task that they belong to. */
    TaskSpec task();

    /** The next image, or empty when there are no more. */
    Optional<DemoImage> next();

    /** How many there are, where they end. */
    Optional<Integer> size();

    /** An image to try the encoder on; it is not taken from the stream. */
    byte[] sample();
}
