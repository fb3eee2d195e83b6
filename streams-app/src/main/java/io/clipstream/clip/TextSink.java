package io.clipstream.clip;

/** Takes the features of a request as they come, in any order; called by the threads of {@link TextFeatures}, one at a time. */
public interface TextSink {
    /** Whether they are still wanted; asked before each step, by any thread. */
    boolean wanted();

    /** The feature of text {@code index}, of length 1; not to be changed. */
    void accept(int index, float[] feature);

    /** All have come. */
    void done();

    /** No more will come, because of this; what was encoded stays in the cache. */
    void failed(Throwable cause);
}
