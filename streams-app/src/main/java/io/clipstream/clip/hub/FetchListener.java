package io.clipstream.clip.hub;

/** Watches a fetch; called on the thread that fetches. */
public interface FetchListener {
    /** One line for people: what was found, chosen, tried again. */
    void note(String line);

    /**
     * A file's transfer begins.
     *
     * @param size of the whole file in bytes
     * @param done bytes that are here from an earlier attempt
     */
    default void begin(String file, long size, long done) {}

    /** The file has {@code done} bytes now; fewer than before where it had to begin again. */
    default void progress(long done) {}

    /** The file that began is here and verified, or was given up. */
    default void end() {}
}
