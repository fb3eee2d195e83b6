package io.clipstream.topology;

import io.clipstream.schemas.Example;
import io.clipstream.schemas.LiveCorrection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * The few-shot buffer of one task as a pure function of what annotators have said, in whatever order it came.
 *
 * <p>Keeps the last word of every annotator on every image, so that a withdrawal brings back what it had displaced. Not
 * safe for use by several threads.
 */
final class SelectBuffer {
    private final SelectPolicy policy;
    private final Map<String, Map<String, LiveCorrection>> words = new HashMap<>();
    private final Map<String, Example> decided = new HashMap<>();
    private final Map<Optional<String>, Map<String, Example>> byLabel = new HashMap<>();
    private final Map<Optional<String>, Set<String>> chosen = new HashMap<>();
    private final Set<Optional<String>> dirty = new HashSet<>();
    private final Map<String, Example> published = new HashMap<>();
    private final Set<String> withdrawn = new HashSet<>();
    private Set<String> labels = Set.of();
    private int perClass = 1;

    SelectBuffer(SelectPolicy policy) {
        this.policy = policy;
    }

    /** Sets the class list and the most examples a class; examples of other labels leave, and come back with their label. */
    void configure(Set<String> classLabels, int bufferPerClass) {
        labels = Set.copyOf(classLabels);
        perClass = bufferPerClass;
        dirty.addAll(byLabel.keySet());
    }

    /** Tells what is already published of an image; for a start from stored state. */
    void alreadyPublished(Example example) {
        published.put(example.getImageId(), example);
        dirty.add(labelOf(example));
        chosen.computeIfAbsent(labelOf(example), l -> new HashSet<>()).add(example.getImageId());
    }

    /** Takes a word in; returns whether it is the annotator's last one on that image, so worth keeping. */
    boolean add(LiveCorrection word) {
        Map<String, LiveCorrection> ofImage = words.computeIfAbsent(word.getImageId(), id -> new HashMap<>());
        LiveCorrection last = ofImage.get(word.getAnnotator());
        if (last != null && SelectVote.LATER.compare(word, last) <= 0) {
            return false;
        }
        ofImage.put(word.getAnnotator(), word);
        decide(word.getImageId());
        return true;
    }

    /** Forgets the words that match, withdrawals too; returns them. */
    List<LiveCorrection> forget(Predicate<LiveCorrection> matches) {
        List<LiveCorrection> forgotten = words.values().stream()
                .map(Map::values)
                .flatMap(Collection::stream)
                .filter(matches)
                .toList();
        for (LiveCorrection word : forgotten) {
            Map<String, LiveCorrection> ofImage = words.get(word.getImageId());
            ofImage.remove(word.getAnnotator());
            if (ofImage.isEmpty()) {
                words.remove(word.getImageId());
            }
            decide(word.getImageId());
        }
        return forgotten;
    }

    /**
     * What has changed since the last call, by image id; afterwards it counts as published.
     *
     * <p>A withdrawn image is among it even if it was displaced before: older versions may have seen it.
     */
    List<SelectChange> changes() {
        Set<String> touched = new TreeSet<>();
        for (Optional<String> label : dirty) {
            touched.addAll(chosen.getOrDefault(label, Set.of()));
            chosen.put(label, choose(label));
            touched.addAll(chosen.get(label));
        }
        dirty.clear();
        touched.addAll(withdrawn);
        List<SelectChange> changes = new ArrayList<>();
        for (String imageId : touched) {
            Example now = inBuffer(imageId);
            Example before = now == null ? published.remove(imageId) : published.put(imageId, now);
            boolean gone = !decided.containsKey(imageId);
            if (!Objects.equals(now, before) || (gone && withdrawn.contains(imageId))) {
                changes.add(new SelectChange(imageId, now, gone));
            }
        }
        withdrawn.clear();
        return changes;
    }

    /** The whole buffer as last published, by image id. */
    Map<String, Example> content() {
        return new TreeMap<>(published);
    }

    private Set<String> choose(Optional<String> label) {
        Map<String, Example> candidates = byLabel.getOrDefault(label, Map.of());
        Set<String> ids = new HashSet<>();
        if (label.isEmpty() || labels.contains(label.get())) {
            policy.choose(candidates.values(), perClass).forEach(example -> ids.add(example.getImageId()));
        }
        return ids;
    }

    private Example inBuffer(String imageId) {
        Example example = decided.get(imageId);
        boolean in = example != null
                && chosen.getOrDefault(labelOf(example), Set.of()).contains(imageId);
        return in ? example : null;
    }

    private void decide(String imageId) {
        Example before = decided.remove(imageId);
        if (before != null) {
            dirty.add(labelOf(before));
            byLabel.get(labelOf(before)).remove(imageId);
        }
        SelectVote.decide(words.getOrDefault(imageId, Map.of()).values())
                .map(SelectBuffer::example)
                .ifPresent(now -> {
                    dirty.add(labelOf(now));
                    decided.put(imageId, now);
                    byLabel.computeIfAbsent(labelOf(now), l -> new HashMap<>()).put(imageId, now);
                });
        if (before != null && !decided.containsKey(imageId)) {
            withdrawn.add(imageId);
        }
    }

    private static Optional<String> labelOf(Example example) {
        return Optional.ofNullable(example.getLabel());
    }

    private static Example example(LiveCorrection word) {
        return new Example(
                word.getTask(),
                word.getImageId(),
                word.getLabel(),
                word.getFeature(),
                word.getModelId(),
                word.getZeroShotMargin(),
                word.getCorrectionId(),
                word.getAnnotator(),
                word.getOrigin(),
                word.getCorrectedAt(),
                word.getImage(),
                word.getSource(),
                word.getInclusionProbability(),
                true,
                word.getHeldOut(),
                1f,
                1,
                word.getPredicted());
    }
}
