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
}
