package io.clipstream.app.client;

import io.clipstream.adapter.AdapterArtifact;
import io.clipstream.adapter.Tensor;
import io.clipstream.schemas.AdapterVersion;
import io.clipstream.schemas.Lineage;
import io.clipstream.topology.AdapterRecords;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Zero-shot versions of two dimensions for tests. */
final class Versions {
    private Versions() {}

    static AdapterVersion of(long number, List<String> labels, float[][] rows, List<String> shots) {
        AdapterArtifact artifact = new AdapterArtifact(
                "zero-shot", "model", 2, labels, "revision", 10f, Map.of("text", Tensor.ofRows(rows)));
        Lineage lineage = Lineage.newBuilder()
                .setParent(null)
                .setTrigger("refit")
                .setBufferDigest("b" + number)
                .setSampleDigest("")
                .setTaskDigest("t")
                .setConfigDigest("c")
                .setSeed(0)
                .setExamples(shots.size())
                .setAdded(List.of())
                .setRemoved(List.of())
                .setShots(shots)
                .setTrainedAt(Instant.EPOCH)
                .setTrainMillis(1)
                .setLibraries(Map.of())
                .setDevice("cpu")
                .build();
        return AdapterRecords.version("pets", number, artifact, lineage);
    }
}
