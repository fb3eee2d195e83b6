package io.clipstream.app.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What {@link EncodeBench} found.
 *
 * @param model what the user calls the model
 * @param modelId name of the backbone
 * @param flopsPerImage work of the image tower for one image, in floating-point operations; see {@link TowerWork}
 * @param device where the encoders ran
 * @param machine what it was measured on
 * @param images files that were decoded
 * @param wholeMs milliseconds of one core from a file's bytes to the encoder's input
 * @param decodeMs the part of it that is not {@code preprocessMs}
 * @param preprocessMs milliseconds of one core from a decoded image to the encoder's input
 * @param runs by precision, layout and batch size
 * @param peerImages the peer's decoding and preprocessing; null without a peer
 */
public record EncodeReport(
        String model,
        String modelId,
        long flopsPerImage,
        String device,
        Machine machine,
        BenchImages images,
        Spread wholeMs,
        Spread decodeMs,
        Spread preprocessMs,
        List<EncodeRun> runs,
        PeerImages peerImages) {
    private static final double GIGA = 1e9;

    /** As maps, lists, strings and numbers, for JSON. */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("bench", "encode");
        map.put("model", model);
        map.put("modelId", modelId);
        map.put("gflopPerImage", flopsPerImage / GIGA);
        map.put("device", device);
        map.put("cpu", machine.cpu());
        map.put("instructions", machine.instructions());
        map.put("cores", machine.cores());
        map.put("os", machine.os());
        map.put("java", machine.java());
        map.put("libtorch", machine.libtorch());
        map.put(
                "images",
                Map.of("origin", images.origin(), "count", images.files().size()));
        map.put("imageKilobytes", images.meanKilobytes());
        put(map, "decodeAndPreprocessMsPerImage", wholeMs);
        put(map, "decodeMsPerImage", decodeMs);
        put(map, "preprocessMsPerImage", preprocessMs);
        map.put("runs", runs.stream().map(this::run).toList());
        if (peerImages != null) {
            Map<String, Object> peer = new LinkedHashMap<>();
            peer.put("name", peerImages.name());
            put(peer, "decodeMsPerImage", peerImages.decodeMs());
            put(peer, "preprocessMsPerImage", peerImages.preprocessMs());
            put(peer, "decodeAndPreprocessRatio", peerImages.ratio());
            map.put("peer", peer);
        }
        return map;
    }

    private Map<String, Object> run(EncodeRun run) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("precision", run.precision());
        map.put("batch", run.batch());
        map.put("workers", run.layout().workers());
        map.put("threads", run.layout().threads());
        put(map, "imagesPerSecond", run.imagesPerSecond());
        put(map, "fractionOfPeak", run.fractionOfPeak());
        map.put("gflopPerSecond", run.imagesPerSecond().median() * flopsPerImage / GIGA);
        map.put("peakGflopPerSecond", run.peakGflops());
        map.put("peakShape", run.peakShape());
        map.put("coreMsPerImage", run.coreMsPerImage());
        if (run.peer() != null) {
            map.put("peer", peer(run.peer()));
        }
        return map;
    }

    private static Map<String, Object> peer(PeerRun run) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("library", run.library());
        map.put("workers", run.layout().workers());
        map.put("threads", run.layout().threads());
        put(map, "imagesPerSecond", run.imagesPerSecond());
        map.put("coreMsPerImage", run.coreMsPerImage());
        put(map, "ratio", run.ratio());
        put(map, "coreRatio", run.coreRatio());
        return map;
    }

    private static void put(Map<String, Object> map, String key, Spread spread) {
        map.put(key, spread.median());
        map.put(key + "Low", spread.low());
        map.put(key + "High", spread.high());
    }
}
