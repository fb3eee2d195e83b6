package io.clipstream.loadtest.crash;

import java.io.IOException;

/** Ends a child process when the harness that started it is gone, however it ended. */
public final class ParentWatch {
    private ParentWatch() {}

    /** The parent holds the other end of standard input and never writes to it; its end is ours. */
    public static void start() {
        Thread watch = new Thread(
                () -> {
                    try {
                        while (System.in.read() >= 0) {
                            // Nothing is ever sent; only the end counts.
                        }
                    } catch (IOException e) {
                        // A broken pipe says the same as its end.
                    }
                    Runtime.getRuntime().halt(0);
                },
                "parent-watch");
        watch.setDaemon(true);
        watch.start();
    }
}
