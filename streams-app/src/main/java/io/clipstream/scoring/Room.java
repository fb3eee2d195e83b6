package io.clipstream.scoring;

/**
 * The room for images in flight, by number and by bytes; guarded by the {@link Intake}'s lock.
 *
 * <p>The lane that is first refused for its bytes has the next room, else small images of others would take every gap
 * before it is wide enough for a large one.
 */
final class Room {
    private final EngineSettings settings;
    private int images;
    private long bytes;
    private Object waiting;

    Room(EngineSettings settings) {
        this.settings = settings;
    }

    /** Whether an image fits; one always does. */
    boolean fits(long needed) {
        return images == 0 || images < settings.maxInFlight() && bytes + needed <= settings.maxInFlightBytes();
    }

    /** Takes room for an image of a lane; false if there is none, or another lane has the next. */
    boolean take(Object lane, long needed) {
        // Whoever comes to an empty engine is let in, so that a lane that came no more holds nobody up.
        if (waiting != null && !waiting.equals(lane) && images > 0) {
            return false;
        }
        if (!fits(needed)) {
            if (images < settings.maxInFlight()) {
                waiting = lane;
            }
            return false;
        }
        waiting = null;
        images++;
        bytes += needed;
        return true;
    }

    void giveBack(long held) {
        images--;
        bytes -= held;
    }

    /** The lane waits no more. */
    void forget(Object lane) {
        if (lane.equals(waiting)) {
            waiting = null;
        }
    }

    /** Nobody waits any more. */
    void forgetAll() {
        waiting = null;
    }

    int images() {
        return images;
    }

    long bytes() {
        return bytes;
    }
}
