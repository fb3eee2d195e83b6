package io.clipstream.app.quickstart;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The quickstart's figures at one moment.
 *
 * @param seconds since images are sent
 * @param images of this run that the brokers have
 * @param predicted of those
 * @param open images of this run without prediction or dead letter so far
 * @param openFromEarlierRuns the same of earlier runs on this state
 * @param imagesOfEarlierRuns that are in the topic
 * @param duplicated predictions beyond the first of their image
 * @param deadLetters images of this run that the scorer refused
 * @param notSent images of this run that could not be read or are too large for a record
 * @param zeroShotAccuracy plain CLIP's share of right labels over the last quarter of the images
 * @param accuracy the live adapter's, over the same images, each judged before it was corrected
 * @param recentAccuracy the same over the last 200
 * @param zeroShotAccuracyAll plain CLIP's over all images
 * @param accuracyAll the live adapter's over all images
 * @param corrections sent
 * @param correctionsLive of those, learnt by a version that has made a prediction
 * @param correctionToLiveMsP50 from the sending of a correction to that prediction, median
 * @param correctionToLiveMsP99 the same, 99th percentile
 * @param version newest adapter version that made a prediction
 * @param versions promoted in this run
 * @param refusedVersions refused in this run
 * @param imagesPerSecond predicted, over the whole run
 * @param lastSecond images predicted since the figures before these
 * @param latencyMsP50 from sending to the committed prediction, median
 * @param latencyMsP99 the same, 99th percentile
 */
record Figures(
        double seconds,
        int images,
        int predicted,
        int open,
        int openFromEarlierRuns,
        int imagesOfEarlierRuns,
        int duplicated,
        int deadLetters,
        int notSent,
        double zeroShotAccuracy,
        double accuracy,
        double recentAccuracy,
        double zeroShotAccuracyAll,
        double accuracyAll,
        int corrections,
        long correctionsLive,
        long correctionToLiveMsP50,
        long correctionToLiveMsP99,
        long version,
        int versions,
        int refusedVersions,
        double imagesPerSecond,
        long lastSecond,
        double latencyMsP50,
        double latencyMsP99) {
    /** Images of this run that have no prediction, for a reason that was said. */
    int refused() {
        return deadLetters + notSent;
    }

    /** As JSON has it. */
    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("seconds", round(seconds, 10));
        map.put("images", images);
        map.put("predicted", predicted);
        map.put("inFlight", open);
        map.put("duplicated", duplicated);
        map.put("deadLetters", deadLetters);
        map.put("notSent", notSent);
        map.put("zeroShotAccuracy", round(zeroShotAccuracy, 1e4));
        map.put("accuracy", round(accuracy, 1e4));
        map.put("recentAccuracy", round(recentAccuracy, 1e4));
        map.put("corrections", corrections);
        map.put("version", version);
        map.put("versions", versions);
        map.put("refusedVersions", refusedVersions);
        map.put("imagesPerSecond", round(imagesPerSecond, 100));
        map.put("latencyMsP50", round(latencyMsP50, 10));
        map.put("latencyMsP99", round(latencyMsP99, 10));
        map.put("correctionToLiveMsP50", correctionToLiveMsP50);
        map.put("correctionToLiveMsP99", correctionToLiveMsP99);
        return map;
    }

    /** As the last line of JSON has it: what is still open now is lost. */
    Map<String, Object> toSummary() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("summary", true);
        map.putAll(toMap());
        map.remove("inFlight");
        map.put("lost", open + openFromEarlierRuns);
        map.put("refused", refused());
        map.put("lostFromEarlierRuns", openFromEarlierRuns);
        map.put("imagesOfEarlierRuns", imagesOfEarlierRuns);
        map.put("zeroShotAccuracyAll", round(zeroShotAccuracyAll, 1e4));
        map.put("accuracyAll", round(accuracyAll, 1e4));
        map.put("correctionsLive", correctionsLive);
        return map;
    }

    private static double round(double value, double factor) {
        return Math.round(value * factor) / factor;
    }
}
