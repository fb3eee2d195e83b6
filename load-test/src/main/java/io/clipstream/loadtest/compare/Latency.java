package io.clipstream.loadtest.compare;

/**
 * How late one contender's answers were in one turn, from the moment at which an image was due to the moment at which its
 * committed answer was read, in milliseconds.
 *
 * @param images that count
 * @param problem what is wrong with its answers; empty for a good turn
 */
record Latency(double p50, double p99, double max, int images, String problem) {
    static Latency bad(String problem) {
        return new Latency(Double.NaN, Double.NaN, Double.NaN, 0, problem);
    }

    boolean good() {
        return problem.isEmpty();
    }
}
