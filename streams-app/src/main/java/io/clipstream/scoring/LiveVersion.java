package io.clipstream.scoring;

/**
 * A version that is in use, since the pointer at {@code pointerOffset} says so; immutable.
 *
 * @param pointerOffset orders the versions of a task
 */
public record LiveVersion(LoadedVersion loaded, long pointerOffset, ReviewPolicy policy) {
    public String task() {
        return loaded.task();
    }

    public long version() {
        return loaded.version();
    }
}
