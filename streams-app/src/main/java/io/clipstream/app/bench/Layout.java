package io.clipstream.app.bench;

/**
 * How encoders share the cores.
 *
 * @param workers encoders that run side by side, each with its own thread, from 1
 * @param threads threads of libtorch inside each, from 1
 */
public record Layout(int workers, int threads) {
    public Layout {
        require(workers, "workers");
        require(threads, "threads");
    }

    private static void require(int value, String name) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " is " + value + ", expected 1 or more");
        }
    }

    /** As many workers of this many threads as the cores hold, at least one. */
    public static Layout filling(int cores, int threads) {
        return new Layout(Math.max(1, cores / Math.max(1, threads)), threads);
    }
}
