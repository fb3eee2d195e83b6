package io.clipstream.app.bench;

/**
 * What the peer needs for decoding and preprocessing the same files.
 *
 * @param name the peer's libraries with their versions
 * @param decodeMs milliseconds of one core from bytes to RGB
 * @param preprocessMs milliseconds of one core from RGB to the encoder's square
 * @param ratio its time for both to ours, round by round; above 1 we are faster
 */
public record PeerImages(String name, Spread decodeMs, Spread preprocessMs, Spread ratio) {

    /** {@code theirs} holds the two times of each round, {@code ours} the sum of both. */
    static PeerImages of(String name, double[] ours, double[][] theirs) {
        double[] decode = new double[theirs.length];
        double[] preprocess = new double[theirs.length];
        double[] total = new double[theirs.length];
        for (int i = 0; i < theirs.length; i++) {
            decode[i] = theirs[i][0];
            preprocess[i] = theirs[i][1];
            total[i] = decode[i] + preprocess[i];
        }
        return new PeerImages(name, Spread.of(decode), Spread.of(preprocess), Spread.ofRatios(total, ours));
    }
}
