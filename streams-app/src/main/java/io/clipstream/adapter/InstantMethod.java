package io.clipstream.adapter;

/**
 * A method whose next version can follow a correction within milliseconds, without a refit; stateless like every method.
 *
 * <p>How retraining uses it: {@link #series(TrainingInput)} fits and gives the version to publish ({@link
 * InstantSeries#artifact}); each new shot then goes to {@link InstantSeries#add}, whose artifact is the next version. Such a
 * version's record names its base version (what {@code fit} gave) and the ids added since, in order: {@link
 * #series(TrainingInput, AdapterArtifact)} on the base's own input, followed by the same additions in the same order, gives
 * the same bytes. Refit in the background (a new series on the whole input) when {@link InstantSeries#refitDue} says so and
 * when idle; refit at once, before anything else is published, when an example is withdrawn or changes its label, and when
 * head or options change. An example that was merely displaced by the limit of the buffer may stay until the next refit.
 */
public interface InstantMethod extends AdapterMethod {
    /** Fits and starts a series; its artifact is, to the byte, what {@link #fit} gives for the same input. */
    InstantSeries series(TrainingInput input);

    /** The same, with what the fit has found on its way. */
    default Start start(TrainingInput input) {
        return new Start(series(input), null);
    }

    /**
     * A series at its start.
     *
     * @param outOfFold probabilities [N, K] as {@link OutOfFold#probabilities} gives them for the same input, to the bit; null
     *     where the fit had no use for them
     */
    record Start(InstantSeries series, float[] outOfFold) {}

    /**
     * Starts a series from a version that was fitted before, for example after a restart or to replay one.
     *
     * @param input what {@code base} was fitted on
     * @param base what {@link #fit} gave for {@code input}; never an instant version
     * @throws InvalidAdapterException if {@code base} cannot be loaded, or speaks of another head or another number of shots
     */
    InstantSeries series(TrainingInput input, AdapterArtifact base) throws InvalidAdapterException;
}
