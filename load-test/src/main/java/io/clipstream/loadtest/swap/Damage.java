package io.clipstream.loadtest.swap;

import io.clipstream.adapter.AdapterArtifact;
import io.clipstream.adapter.Tensor;
import io.clipstream.schemas.AdapterVersion;
import io.clipstream.topology.AdapterRecords;
import java.nio.ByteBuffer;
import java.util.Map;

/** Ways in which a version may be no good. */
enum Damage {
    /** The tensors are not those that the digest speaks of. */
    DIGEST,
    /** A tensor holds NaN. */
    NOT_FINITE,
    /** It says that it is of another backbone. */
    MODEL,
    /** The dimension is another than the tensors'. */
    DIMENSION,
    /** The version's record is no Avro. */
    GARBAGE_VERSION,
    /** The pointer's record is no Avro. */
    GARBAGE_POINTER,
    /** The pointer points where nothing is. */
    NO_VERSION;

    static final byte[] GARBAGE = {0, 1, 2, 3};

    /** The damaged record; the good one for kinds that are done to its bytes or its pointer. */
    AdapterVersion applied(AdapterVersion good, AdapterArtifact artifact) {
        return switch (this) {
            case DIGEST ->
                AdapterVersion.newBuilder(good)
                        .setTensorsSha256(ByteBuffer.wrap(new byte[32]))
                        .build();
            case NOT_FINITE ->
                AdapterRecords.version(good.getTask(), good.getVersion(), notFinite(artifact), good.getLineage());
            case MODEL -> AdapterVersion.newBuilder(good).setModelId("another").build();
            case DIMENSION ->
                AdapterVersion.newBuilder(good)
                        .setDimension(good.getDimension() + 1)
                        .build();
            case GARBAGE_VERSION, GARBAGE_POINTER, NO_VERSION -> good;
        };
    }

    private static AdapterArtifact notFinite(AdapterArtifact artifact) {
        Tensor text = artifact.tensors().get("text");
        float[] values = text.values().clone();
        values[0] = Float.NaN;
        return new AdapterArtifact(
                artifact.method(),
                artifact.modelId(),
                artifact.dimension(),
                artifact.labels(),
                artifact.revision(),
                artifact.logitScale(),
                Map.of("text", new Tensor(text.shape(), values)));
    }
}
