package io.clipstream.loadtest.compare;

import io.clipstream.app.Main;
import io.clipstream.loadtest.crash.ParentWatch;

/** Process of Clipstream's score role: its own program, which ends with the harness. */
final class ScorerMain {
    private ScorerMain() {}

    /** Arguments are those of {@code clipstream}. */
    public static void main(String[] args) {
        ParentWatch.start();
        Main.main(args);
    }
}
