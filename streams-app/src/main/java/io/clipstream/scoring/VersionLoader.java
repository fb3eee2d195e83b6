package io.clipstream.scoring;

import io.clipstream.adapter.Adapter;
import io.clipstream.adapter.AdapterArtifact;
import io.clipstream.adapter.AdapterMethods;
import io.clipstream.adapter.InvalidAdapterException;
import io.clipstream.adapter.SafetensorsCodec;
import io.clipstream.adapter.Tensor;
import io.clipstream.adapter.ZeroShot;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/** Checks and loads adapter versions for one backbone; stateless and safe for use by many threads. */
public final class VersionLoader {
    /** Rows of probe features; together they touch every dimension. */
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

    /**
     * Checks everything that can be checked, then loads.
     *
     * @throws InvalidAdapterException naming what is wrong, what came and what was expected
     */
    public LoadedVersion load(VersionSource source) throws InvalidAdapterException {
        require(source.version() >= 1, "version is " + source.version() + ", expected at least 1");
        require(source.modelId().equals(modelId), "modelId is " + source.modelId() + ", this backbone is " + modelId);
        require(
                source.dimension() == dimension,
                "dimension is " + source.dimension() + ", this backbone's is " + dimension);
        requireDigest(source);
        Map<String, Tensor> tensors = SafetensorsCodec.decode(source.tensors());
        Adapter adapter = AdapterMethods.load(artifact(source, source.method(), tensors));
        Adapter zeroShot = AdapterMethods.load(artifact(source, ZeroShot.NAME, tensors));
        probe(adapter, source);
        probe(zeroShot, source);
        return new LoadedVersion(source.task(), source.version(), modelId, source.labels(), adapter, zeroShot);
    }

    private static AdapterArtifact artifact(VersionSource source, String method, Map<String, Tensor> tensors) {
        return new AdapterArtifact(
                method,
                source.modelId(),
                source.dimension(),
                source.labels(),
                source.revision(),
                source.logitScale(),
                tensors);
    }

    private static void requireDigest(VersionSource source) throws InvalidAdapterException {
        byte[] digest;
        try {
            digest = MessageDigest.getInstance("SHA-256").digest(source.tensors());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
        HexFormat hex = HexFormat.of();
        require(
                MessageDigest.isEqual(digest, source.sha256()),
                "tensorsSha256 is " + hex.formatHex(source.sha256()) + ", the tensors' digest is "
                        + hex.formatHex(digest));
    }

    /** Finite tensors can still overflow together: what comes out must be probabilities. */
    private void probe(Adapter adapter, VersionSource source) throws InvalidAdapterException {
        int classes = source.labels().size();
        require(adapter.classes() == classes, "adapter has " + adapter.classes() + " classes, " + classes + " labels");
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
