package io.clipstream.app.letters;

/**
 * How letters are replayed.
 *
 * @param dryRun only say what would be done
 * @param max most letters in one run, from 1
 * @param rate most letters a second; 0 for as fast as it goes
 * @param maxAttempts letters whose record was refused that often are left alone, from 1
 */
public record ReplayOptions(boolean dryRun, int max, double rate, int maxAttempts) {
    public ReplayOptions {
        require(max >= 1, "--max must be at least 1, it is " + max);
        require(rate >= 0 && Double.isFinite(rate), "--rate must be at least 0, it is " + rate);
        require(maxAttempts >= 1, "--max-attempts must be at least 1, it is " + maxAttempts);
    }

    private static void require(boolean fulfilled, String message) {
        if (!fulfilled) {
            throw new IllegalArgumentException(message);
        }
    }
}
