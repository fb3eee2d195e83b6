package io.clipstream.app.quickstart;

import io.clipstream.schemas.TaskSpec;
import java.util.Optional;
import java.util.stream.Stream;

/** Images with their truth, each once; used by one thread. */
interface ImageSource {
    /** The task that they belong to. */
    TaskSpec task();

    /**
     * The next image, or empty when there are no more.
     *
     * @throws io.clipstream.app.client.RefusedException if this one cannot be had; the call after it goes on with the
     *     next
     */
    Optional<DemoImage> next();

    /** How many there are, where they end. */
    Optional<Integer> size();

    /** Images to try the encoder on, read one by one; they are not taken from the stream, and need not be good. */
    Stream<byte[]> samples();
}
