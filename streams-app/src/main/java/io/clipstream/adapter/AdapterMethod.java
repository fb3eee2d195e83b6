package io.clipstream.adapter;

/** A way to fit an adapter to a support set; stateless and safe for use by many threads. */
public interface AdapterMethod {
    /** Name by which versions and tasks speak of it, for example {@code clip-adapter}. */
    String name();

    /** Fits; a pure function of the input. An empty support set gives an adapter that scores as zero-shot. */
    AdapterArtifact fit(TrainingInput input);

    /**
     * Checks and loads.
     *
     * @throws InvalidAdapterException if a tensor is missing, of another shape, or not finite
     */
    Adapter load(AdapterArtifact artifact) throws InvalidAdapterException;

    /**
     * Scores every shot by a fit on the shots of all other folds; a method that can share work between folds overrides this.
     *
     * @param folds fold of each shot, from 0 to {@link OutOfFold#FOLDS} − 1, in the order of the shots
     * @return probabilities [N, K] row by row, in the order of the shots
     * @throws InvalidAdapterException if a fit gives an adapter that cannot be served
     */
    default float[] outOfFold(TrainingInput input, int[] folds) throws InvalidAdapterException {
        return OutOfFold.refit(this, input, folds);
    }
}
