package io.clipstream.scoring;

import io.clipstream.adapter.Adapter;
import io.clipstream.adapter.AdapterArtifact;
import io.clipstream.adapter.AdapterMethods;
import io.clipstream.adapter.InvalidAdapterException;
import io.clipstream.adapter.ZeroShot;

/** Checks and loads adapter versions for one backbone; stateless and safe for use by many threads. */
public final class VersionLoader {
    /** Rows of probe features; each touches every dimension. */
    private static final int PROBES = 2;

    private static final float SUM_TOLERANCE = 1e-3f;

    private final String modelId;
    private final int dimension;

    /**
     * A loader.
     *
     * @param modelId fingerprint of the backbone that scores here
     * @param dimension D of its features
     */
    public VersionLoader(String modelId, int dimension) {
        this.modelId = modelId;
        this.dimension = dimension;
    }

    /** Fingerprint of the backbone that scores here. */
    public String modelId() {
        return modelId;
    }

    /**
     * Checks everything that can be checked, then loads.
     *
     * @throws InvalidAdapterException naming what is wrong, what came and what was expected
     */
    public LoadedVersion load(String task, long version, AdapterArtifact artifact) throws InvalidAdapterException {
        require(
                artifact.modelId().equals(modelId),
                "modelId is " + artifact.modelId() + ", expected this backbone's, " + modelId);
        require(
                artifact.dimension() == dimension,
                "dimension is " + artifact.dimension() + ", expected this backbone's, " + dimension);
        Adapter adapter = probed(artifact);
        // A zero-shot version's head is held and applied once: most of a thousand tasks have no other yet.
        Adapter zeroShot = artifact.method().equals(ZeroShot.NAME) ? adapter : probed(asZeroShot(artifact));
        return new LoadedVersion(task, version, modelId, artifact.labels(), adapter, zeroShot);
    }

    private Adapter probed(AdapterArtifact artifact) throws InvalidAdapterException {
        try {
            Adapter adapter = AdapterMethods.load(artifact);
            probe(adapter, artifact);
            return adapter;
        } catch (RuntimeException e) {
            // Whatever a crafted version makes a method trip over, the last good one stays.
            throw new InvalidAdapterException("method " + artifact.method() + " cannot use it: " + e);
        }
    }

    private static AdapterArtifact asZeroShot(AdapterArtifact artifact) {
        return new AdapterArtifact(
                ZeroShot.NAME,
                artifact.modelId(),
                artifact.dimension(),
                artifact.labels(),
                artifact.revision(),
                artifact.logitScale(),
                artifact.tensors());
    }

    /** Finite tensors can still overflow together: what comes out must be probabilities. */
    private void probe(Adapter adapter, AdapterArtifact artifact) throws InvalidAdapterException {
        int classes = artifact.labels().size();
        float[] features = new float[PROBES * dimension];
        float entry = (float) (1 / Math.sqrt(dimension));
        for (int i = 0; i < dimension; i++) {
            features[i] = entry;
            features[dimension + i] = i % 2 == 0 ? entry : -entry;
        }
        float[] probabilities = new float[PROBES * classes];
        adapter.probabilities(features, PROBES, probabilities);
        for (int row = 0; row < PROBES; row++) {
            float sum = 0;
            for (int c = 0; c < classes; c++) {
                sum += probabilities[row * classes + c];
            }
            // Written so that NaN fails too.
            require(Math.abs(sum - 1) <= SUM_TOLERANCE, "probabilities of a probe sum to " + sum + ", expected 1");
        }
    }

    private static void require(boolean condition, String message) throws InvalidAdapterException {
        if (!condition) {
            throw new InvalidAdapterException(message);
        }
    }
}
