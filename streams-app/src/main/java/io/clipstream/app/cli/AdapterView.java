package io.clipstream.app.cli;

import io.clipstream.adapter.ReliabilityFigures;
import io.clipstream.schemas.AdapterVersion;
import io.clipstream.schemas.Lineage;
import io.clipstream.topology.KnowledgeRecords;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/** Adapter versions as people want to see them: no tensors. */
final class AdapterView {
    private AdapterView() {}

    static Map<String, Object> brief(AdapterVersion version, boolean champion) {
        Lineage lineage = version.getLineage();
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("task", version.getTask());
        view.put("version", version.getVersion());
        view.put("champion", champion);
        view.put("method", version.getMethod());
        view.put("trigger", lineage.getTrigger());
        view.put("examples", lineage.getExamples());
        view.put("trainedAt", lineage.getTrainedAt().toString());
        return view;
    }

    static String line(Map<String, Object> brief) {
        return String.format(
                "%-20s %s%-5d %-26s %-10s %5d examples  %s",
                brief.get("task"),
                Boolean.TRUE.equals(brief.get("champion")) ? "*" : " ",
                brief.get("version"),
                brief.get("method"),
                brief.get("trigger"),
                brief.get("examples"),
                brief.get("trainedAt"));
    }

    static Map<String, Object> full(AdapterVersion version, boolean champion) {
        Lineage lineage = version.getLineage();
        Map<String, Object> view = brief(version, champion);
        view.put("modelId", version.getModelId());
        view.put("dimension", version.getDimension());
        view.put("labels", version.getLabels());
        view.put("classListRevision", version.getClassListRevision());
        view.put("tensorBytes", version.getTensors().remaining());
        view.put("tensorsSha256", hex(version.getTensorsSha256()));
        view.put("parent", lineage.getParent());
        view.put("bufferDigest", lineage.getBufferDigest());
        view.put("sampleDigest", lineage.getSampleDigest());
        view.put("taskDigest", lineage.getTaskDigest());
        view.put("configDigest", lineage.getConfigDigest());
        view.put("seed", lineage.getSeed());
        view.put("added", lineage.getAdded());
        view.put("removed", lineage.getRemoved());
        view.put("shots", lineage.getShots());
        view.put("trainMillis", lineage.getTrainMillis());
        view.put("libraries", lineage.getLibraries());
        view.put("device", lineage.getDevice());
        ReliabilityFigures figures = KnowledgeRecords.figures(version.getReliability());
        view.put("auditLabels", figures.labels());
        if (figures.isEnough()) {
            view.put("accuracy", figures.accuracy());
            view.put("accuracyLow", figures.accuracyLow());
            view.put("accuracyHigh", figures.accuracyHigh());
            view.put("calibrationError", figures.calibrationError());
        }
        view.put("sharpness", version.getSharpness());
        return view;
    }

    private static String hex(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
