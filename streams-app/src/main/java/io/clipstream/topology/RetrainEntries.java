package io.clipstream.topology;

import io.clipstream.schemas.AdapterVersion;
import io.clipstream.schemas.Lineage;
import io.clipstream.schemas.VersionEntry;
import java.util.List;

/** What retrain remembers of versions, its own and those from elsewhere. */
final class RetrainEntries {
    private RetrainEntries() {}

    /** A version from elsewhere as one of the task's, under its next number. */
    static AdapterVersion renumbered(RetrainTask task, AdapterVersion imported) {
        Lineage lineage = Lineage.newBuilder(imported.getLineage())
                .setTrigger("import")
                .setParent(null)
                .setAdded(List.of())
                .setRemoved(List.of())
                .build();
        return AdapterVersion.newBuilder(imported)
                .setTask(task.name())
                .setVersion(task.ledger.getNextVersion())
                .setLineage(lineage)
                .build();
    }

    /** Of a version from elsewhere. */
    static VersionEntry of(AdapterVersion version) {
        return VersionEntry.newBuilder()
                .setTask(version.getTask())
                .setVersion(version.getVersion())
                .setMethod(version.getMethod())
                .setModelId(version.getModelId())
                .setRevision(version.getClassListRevision())
                .setExamples(version.getLineage().getShots())
                .setWithdrawn(false)
                .setReliability(version.getReliability())
                .build();
    }

    /** Of a version that was made here; {@code replay} is null where it is a fitted one. */
    static VersionEntry of(RetrainTask task, RetrainFit fit, long number, RetrainInput input, RetrainReplay replay) {
        return new VersionEntry(
                task.name(),
                number,
                fit.artifact().method(),
                fit.artifact().modelId(),
                fit.artifact().revision(),
                input.imageIds(),
                false,
                KnowledgeRecords.record(fit.knowledge()),
                replay != null,
                false);
    }
}
