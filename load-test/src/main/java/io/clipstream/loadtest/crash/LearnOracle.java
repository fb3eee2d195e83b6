package io.clipstream.loadtest.crash;

import io.clipstream.adapter.Digests;
import io.clipstream.adapter.HalfFloats;
import io.clipstream.schemas.Correction;
import io.clipstream.schemas.CorrectionKind;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What must come of a script, worked out from what the README promises, without any of the topologies' code.
 *
 * <p>The latest word of each annotator counts; of the labels of an image the one that most annotators give, of several the one
 * given last. Of twice as many of a class as there are places, those decided last, stay those with the largest product of 1.25
 * less the margin of plain CLIP and the distance, up to 0.1, to the nearest one of smaller margin, or as small a margin and
 * decided later; the distance is 1 less the cosine, halved within a source. Of "none of these" stay those decided last.
 */
final class LearnOracle {
    /** How many more than there are places are compared. */
    private static final int MOST_SPARE = 256;

    private static final Comparator<Correction> TIME = Comparator.comparing(Correction::getEventTime);

    private final Map<String, Correction> buffer = new TreeMap<>();
    private final Map<String, String> letters = new TreeMap<>();
    private final Set<String> sample = new TreeSet<>();

    /**
     * Works it out.
     *
     * @param images numbers below this one are told of
     * @param perClass most examples a class
     * @param sampled images in a task's feature sample
     */
    LearnOracle(LearnScript script, int images, int perClass, int sampled) {
        Map<String, TreeMap<Long, String>> hashes = new HashMap<>();
        Map<String, Map<Optional<String>, TreeMap<Correction, String>>> classes = new HashMap<>();
        for (int image = 0; image < images; image++) {
            LearnScript.Story story = script.story(image);
            if (story.predictedAt() >= 0) {
                String sampledId = NumberedImages.id(image);
                hashes.computeIfAbsent(LearnScript.task(image), t -> new TreeMap<>())
                        .put(hash(sampledId), sampledId);
            }
            List<Correction> good = new ArrayList<>();
            for (LearnScript.Word word : story.words()) {
                if (word.refusal() == null) {
                    good.add(word.correction());
                } else {
                    letters.put(word.correction().getCorrectionId().toString(), word.refusal());
                }
            }
            String id = NumberedImages.id(image);
            decide(good).ifPresent(word -> classes.computeIfAbsent(word.getTask(), t -> new HashMap<>())
                    .computeIfAbsent(Optional.ofNullable(word.getLabel()), l -> new TreeMap<>(TIME.reversed()))
                    .put(word, id));
        }
        classes.forEach((task, labels) -> labels.forEach((label, newest) -> {
            int compared = label.isPresent() ? perClass + Math.min(perClass, MOST_SPARE) : perClass;
            choose(newest.entrySet().stream().limit(compared).toList(), perClass)
                    .forEach(entry -> buffer.put(task + "/" + entry.getValue(), entry.getKey()));
        }));
        hashes.forEach((task, ids) -> ids.values().stream().limit(sampled).forEach(id -> sample.add(task + "/" + id)));
    }

    /** Those of most weight, the later where it is equal; {@code newest} by time, the latest first. */
    private static List<Map.Entry<Correction, String>> choose(
            List<Map.Entry<Correction, String>> newest, int perClass) {
        Map<String, Double> weights = new HashMap<>();
        for (int i = 0; i < newest.size(); i++) {
            int one = NumberedImages.number(newest.get(i).getValue());
            double nearest = 0.1;
            for (int j = 0; j < newest.size(); j++) {
                int other = NumberedImages.number(newest.get(j).getValue());
                float less = LearnSender.zeroShotMargin(one) - LearnSender.zeroShotMargin(other);
                if (less > 0 || less == 0 && j < i) {
                    nearest = Math.min(nearest, distance(one, other));
                }
            }
            weights.put(newest.get(i).getValue(), nearest * (1.25 - LearnSender.zeroShotMargin(one)));
        }
        // A stable sort: the later stay before the earlier.
        return newest.stream()
                .sorted(Comparator.comparingDouble(entry -> -weights.get(entry.getValue())))
                .limit(perClass)
                .toList();
    }

    private static double distance(int one, int other) {
        float[] x = HalfFloats.readUnit(LearnSender.feature(one));
        float[] y = HalfFloats.readUnit(LearnSender.feature(other));
        double cosine = 0;
        for (int i = 0; i < x.length; i++) {
            cosine += (double) x[i] * y[i];
        }
        String source = LearnSender.source(one);
        return (1 - cosine) / (source != null && source.equals(LearnSender.source(other)) ? 2 : 1);
    }

    /** The first eight bytes of the id's SHA-256, as a signed number. */
    private static long hash(String id) {
        return ByteBuffer.wrap(Digests.sha256(id.getBytes(StandardCharsets.UTF_8)))
                .getLong();
    }

    static Optional<Correction> decide(List<Correction> words) {
        Map<String, Correction> last = new HashMap<>();
        words.forEach(word -> last.merge(word.getAnnotator(), word, (a, b) -> TIME.compare(a, b) >= 0 ? a : b));
        Map<Optional<String>, List<Correction>> votes = new HashMap<>();
        last.values().stream()
                .filter(word -> word.getKind() != CorrectionKind.WITHDRAWAL)
                .forEach(word -> votes.computeIfAbsent(Optional.ofNullable(word.getLabel()), l -> new ArrayList<>())
                        .add(word));
        return votes.values().stream()
                .max(Comparator.<List<Correction>>comparingInt(List::size)
                        .thenComparing(group -> group.stream().max(TIME).orElseThrow(), TIME))
                .map(group -> group.stream().max(TIME).orElseThrow());
    }

    /** The correction that decided each example of the buffer, by the buffer's key. */
    Map<String, Correction> buffer() {
        return buffer;
    }

    /** The keys of the feature sample: the images whose ids have the smallest hashes. */
    Set<String> sample() {
        return sample;
    }

    /** The reason of each dead letter, by the id of the correction. */
    Map<String, String> letters() {
        return letters;
    }
}
