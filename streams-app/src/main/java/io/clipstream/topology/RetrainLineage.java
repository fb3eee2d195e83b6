package io.clipstream.topology;

import io.clipstream.adapter.Digests;
import io.clipstream.schemas.Lineage;
import io.clipstream.schemas.TaskSpec;
import io.clipstream.schemas.VersionEntry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/** Writes down where a version comes from. */
final class RetrainLineage {
    private RetrainLineage() {}

    /**
     * The lineage of a fit, as a child of the task's champion if that speaks of the same class list.
     *
     * @param replay of an instant version; null for others
     */
    static Lineage of(
            RetrainTask task,
            RetrainInput input,
            RetrainFit fit,
            String trigger,
            RetrainReplay replay,
            RetrainConfig config) {
        boolean sampled =
                RetrainMethods.takesSample(fit.method(), input.training().options());
        VersionEntry champion = task.champion();
        boolean child = champion != null
                && champion.getRevision().equals(input.training().head().revision());
        List<String> before = child ? champion.getExamples() : List.of();
        List<String> now = input.imageIds();
        return Lineage.newBuilder()
                .setParent(child ? champion.getVersion() : null)
                .setTrigger(trigger)
                .setBufferDigest(Digests.supportSet(input.training().support()))
                .setSampleDigest(sampled ? input.sampleDigest() : "")
                .setUnlabelled(sampled ? input.sampled() : 0)
                .setBase(replay == null ? null : replay.base())
                .setReplayed(replay == null ? List.of() : replay.imageIds())
                .setTaskDigest(digest(task.spec))
                .setConfigDigest(Digests.options(fit.method(), input.training().options()))
                .setSeed(input.training().seed())
                .setExamples(input.size())
                .setAdded(without(now, before))
                .setRemoved(without(before, now))
                .setShots(now)
                .setTrainedAt(fit.ended())
                .setTrainMillis(fit.millis())
                .setLibraries(config.libraries())
                .setDevice(config.device())
                .build();
    }

    /** Digest of what a specification asks for, whoever applied it and when. */
    private static String digest(TaskSpec spec) {
        List<Object> parts = new ArrayList<>();
        parts.add(spec.getTask());
        parts.add(TaskRules.revision(spec));
        parts.add(spec.getMethod());
        parts.add(spec.getChallengers());
        parts.add(new TreeMap<>(spec.getOptions()));
        parts.add(spec.getBufferPerClass());
        return Digests.sha256Hex(parts.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> without(List<String> ids, List<String> others) {
        TreeSet<String> rest = new TreeSet<>(ids);
        others.forEach(rest::remove);
        return List.copyOf(rest);
    }
}
