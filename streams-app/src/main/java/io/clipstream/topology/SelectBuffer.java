package io.clipstream.topology;

import io.clipstream.schemas.CorrectionKind;
import io.clipstream.schemas.Embedding;
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
 * <p>Keeps the last word of every annotator on every image, so that a withdrawal brings back what it had displaced. In the
 * buffer are the shots that the task's policy chooses of each class, the latest images of "none of these", the latest of the
 * audit sample, and all that are held out; for each backbone that the features come from. Not safe for use by several
 * threads.
 */
final class SelectBuffer {
    private final Map<String, Map<String, LiveCorrection>> words = new HashMap<>();
    private final Map<String, SelectVote> votes = new HashMap<>();
    private final Map<String, SelectCandidate> decided = new HashMap<>();
    private final SelectFeatures features = new SelectFeatures();
    private final Map<String, Example> published = new HashMap<>();
    private final Set<String> touched = new HashSet<>();
    private final Set<String> withdrawn = new HashSet<>();
    private SelectPlaces places;
    private SelectRules rules;

    SelectBuffer(SelectRules rules) {
        this.rules = rules;
        this.places = new SelectPlaces(rules);
    }

    /** Follows another specification; examples of labels that are gone leave, and come back with their label. */
    void configure(SelectRules next) {
        if (next.equals(rules)) {
            return;
        }
        rules = next;
        places = new SelectPlaces(next);
        touched.addAll(decided.keySet());
        touched.addAll(published.keySet());
        votes.clear();
        decided.clear();
        words.keySet().forEach(this::decide);
    }

    /** Tells what is already published of an image; for a start from stored state. */
    void alreadyPublished(Example example) {
        published.put(example.getImageId(), example);
        touched.add(example.getImageId());
    }

    /** Takes a word in; returns what became of it. */
    SelectWord add(LiveCorrection word) {
        Map<String, LiveCorrection> ofImage = words.computeIfAbsent(word.getImageId(), id -> new HashMap<>());
        LiveCorrection last = ofImage.get(word.getAnnotator());
        if (last != null && SelectVote.LATER.compare(word, last) <= 0) {
            return SelectWord.OUTDATED;
        }
        SelectVote before = votes.get(word.getImageId());
        boolean spoken = isSpokenOf(word.getImageId());
        ofImage.put(word.getAnnotator(), word);
        decide(word.getImageId());
        if (spoken && !isSpokenOf(word.getImageId())) {
            withdraw(word.getImageId());
        }
        SelectVote now = votes.get(word.getImageId());
        return new SelectWord(true, now != null && now.disagreesAnew(before) ? now : null);
    }

    /** Forgets the words that match, withdrawals too; returns them. */
    List<LiveCorrection> forget(Predicate<LiveCorrection> matches) {
        List<LiveCorrection> forgotten = words.values().stream()
                .map(Map::values)
                .flatMap(Collection::stream)
                .filter(matches)
                .toList();
        for (LiveCorrection word : forgotten) {
            boolean spoken = isSpokenOf(word.getImageId());
            Map<String, LiveCorrection> ofImage = words.get(word.getImageId());
            ofImage.remove(word.getAnnotator());
            if (ofImage.isEmpty()) {
                words.remove(word.getImageId());
            }
            decide(word.getImageId());
            if (spoken && !isSpokenOf(word.getImageId())) {
                withdraw(word.getImageId());
            }
        }
        return forgotten;
    }

    /** Takes in what came of embedding an image again; returns whether it is worth keeping. */
    boolean add(Embedding embedding) {
        boolean kept = isSpokenOf(embedding.getImageId()) && features.add(embedding);
        if (kept) {
            decide(embedding.getImageId());
        }
        return kept;
    }

    /** Tells what is kept of an embedding; for a start from stored state, before the words. */
    void alreadyEmbedded(Embedding embedding) {
        features.add(embedding);
    }

    /**
     * What has changed since the last call, by image id; afterwards it counts as published.
     *
     * <p>A withdrawn image is among it even if it was displaced before: older versions may have seen it.
     */
    List<SelectChange> changes() {
        touched.addAll(places.changed());
        touched.addAll(withdrawn);
        List<SelectChange> changes = new ArrayList<>();
        for (String imageId : new TreeSet<>(touched)) {
            Example now = inBuffer(imageId);
            Example before = now == null ? published.remove(imageId) : published.put(imageId, now);
            boolean gone = !isSpokenOf(imageId);
            if (!Objects.equals(now, before) || (gone && withdrawn.contains(imageId))) {
                changes.add(new SelectChange(imageId, now, gone));
            }
        }
        touched.clear();
        withdrawn.clear();
        return changes;
    }

    /** The whole buffer as last published, by image id. */
    Map<String, Example> content() {
        return new TreeMap<>(published);
    }

    /** Whether anything is kept of the image beyond words; nothing is once nobody speaks of it. */
    boolean isEmbedded(String imageId) {
        return features.has(imageId);
    }

    private void withdraw(String imageId) {
        withdrawn.add(imageId);
        features.forget(imageId);
    }

    private Example inBuffer(String imageId) {
        Example example = decided.containsKey(imageId) ? decided.get(imageId).example() : null;
        if (example == null || !(example.getHeldOut() || places.holds(example))) {
            return null;
        }
        return places.trains(example) == example.getTrains()
                ? example
                : Example.newBuilder(example).setTrains(!example.getTrains()).build();
    }

    /** Whether anybody's last word on the image is more than a withdrawal. */
    private boolean isSpokenOf(String imageId) {
        return words.getOrDefault(imageId, Map.of()).values().stream()
                .anyMatch(word -> word.getKind() != CorrectionKind.WITHDRAWAL);
    }

    private void decide(String imageId) {
        touched.add(imageId);
        SelectCandidate before = decided.remove(imageId);
        if (before != null) {
            places.remove(before);
        }
        Optional<SelectVote> vote =
                SelectVote.of(words.getOrDefault(imageId, Map.of()).values(), rules);
        vote.ifPresentOrElse(
                now -> {
                    SelectCandidate candidate =
                            new SelectCandidate(example(now, features.with(now.word())), features.isGone(now.word()));
                    votes.put(imageId, now);
                    decided.put(imageId, candidate);
                    places.add(candidate);
                },
                () -> votes.remove(imageId));
    }

    private static Example example(SelectVote vote, LiveCorrection word) {
        return new Example(
                word.getTask(),
                word.getImageId(),
                vote.label(),
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
                vote.heldOut(),
                vote.agreement(),
                vote.voters(),
                word.getPredicted());
    }
}
