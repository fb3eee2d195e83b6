package io.clipstream.app.letters;

/** Hears what becomes of each letter during a replay, on the thread that replays. */
@FunctionalInterface
public interface ReplayListener {
    /**
     * One letter is dealt with; for {@link ReplayOutcome#REPLAYED}, after the commit.
     *
     * @param detail where the record is now, or why it is not, in words
     */
    void done(Letter letter, ReplayOutcome outcome, String detail);
}
