package io.clipstream.topology;

import io.clipstream.schemas.CorrectionKind;
import io.clipstream.schemas.Embedding;
import io.clipstream.schemas.Example;
import io.clipstream.schemas.LiveCorrection;
import io.clipstream.schemas.SampleEntry;
import io.clipstream.schemas.SampledFeature;
import io.clipstream.schemas.TaskSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * What select knows of the tasks of its partition: the working form in memory, kept in step with the changelogged stores it
 * is rebuilt from. Belongs to one stream thread.
 */
final class SelectTasks {
    private final CollectConfig config;
    private final KeyValueStore<String, LiveCorrection> words;
    private final KeyValueStore<String, Example> published;
    private final KeyValueStore<String, SampleEntry> sampled;
    private final KeyValueStore<String, TaskSpec> specs;
    private final KeyValueStore<String, Long> forgotten;
    private final KeyValueStore<String, Embedding> embeddings;
    private final Map<String, SelectBuffer> buffers = new HashMap<>();
    private final Map<String, SelectSample> samples = new HashMap<>();

    SelectTasks(ProcessingContext context, CollectConfig config) {
        this.config = config;
        this.words = context.getStateStore(CollectStores.WORDS);
        this.published = context.getStateStore(CollectStores.PUBLISHED);
        this.sampled = context.getStateStore(CollectStores.SAMPLE);
        this.specs = context.getStateStore(CollectStores.TASKS);
        this.forgotten = context.getStateStore(CollectStores.FORGOTTEN);
        this.embeddings = context.getStateStore(CollectStores.EMBEDDINGS);
        each(specs, (key, spec) -> configureBuffer(spec));
        each(published, (key, example) -> buffer(example.getTask()).alreadyPublished(example));
        each(embeddings, (key, embedding) -> buffer(TaskKeys.taskOf(key)).alreadyEmbedded(embedding));
        each(words, (key, word) -> {
            // Words of a backbone that is no longer the configured one stay in the store and out of the buffer.
            if (otherBackbone(word).isEmpty()) {
                buffer(word.getTask()).add(word);
            }
        });
        each(sampled, (key, entry) -> sample(TaskKeys.taskOf(key))
                .offer(new SelectSample.Entry(TaskKeys.idOf(key), entry.getHash(), entry.getPeriod())));
    }

    Set<String> tasks() {
        return new TreeSet<>(buffers.keySet());
    }

    /** The task's specification; null if it is unknown. */
    TaskSpec spec(String task) {
        return specs.get(task);
    }

    void configure(TaskSpec spec) {
        specs.put(spec.getTask(), spec);
        configureBuffer(spec);
    }

    private void configureBuffer(TaskSpec spec) {
        buffer(spec.getTask()).configure(SelectRules.of(spec, config.policy()));
    }

    /**
     * The configured backbone, if the word's feature comes from another one. Where none is configured every backbone's
     * words are taken: retrain leaves out those of another, and a deployment whose backbone has changed goes on learning.
     */
    Optional<String> otherBackbone(LiveCorrection word) {
        return word.getModelId() == null
                ? Optional.empty()
                : config.modelId().filter(model -> !model.equals(word.getModelId()));
    }

    /** Takes a word in; returns what became of it. */
    SelectWord add(LiveCorrection word) {
        SelectWord taken = buffer(word.getTask()).add(word);
        if (taken.last()) {
            words.put(CollectStores.wordKey(word), word);
            forgetEmbedding(word);
        }
        return taken;
    }

    /** Takes in what came of embedding an image of the task again. */
    void add(String task, Embedding embedding) {
        if (buffer(task).add(embedding)) {
            embeddings.put(TaskKeys.within(task, embedding.getImageId()), embedding);
        }
    }

    /** What is not to be kept beyond the last word on an image is not. */
    private void forgetEmbedding(LiveCorrection word) {
        String key = TaskKeys.within(word.getTask(), word.getImageId());
        if (embeddings.get(key) != null && !buffer(word.getTask()).isEmbedded(word.getImageId())) {
            embeddings.delete(key);
        }
    }

    /** Forgets what was said of an image up to a time, also by words that are still on their way. */
    void forgetImage(String task, String imageId, Instant upTo) {
        mark(CollectStores.imageMark(task, imageId), upTo);
        forgetWords(
                task,
                word -> word.getImageId().equals(imageId)
                        && !word.getCorrectedAt().isAfter(upTo));
    }

    /** Forgets what an annotator said up to a time, also by words that are still on their way. */
    void forgetAnnotator(String task, String annotator, Instant upTo) {
        mark(CollectStores.annotatorMark(task, annotator), upTo);
        forgetWords(
                task,
                word -> word.getAnnotator().equals(annotator)
                        && !word.getCorrectedAt().isAfter(upTo));
    }

    /** Whether a word is of what was asked to be forgotten before it came; a withdrawal never is. */
    boolean isForgotten(LiveCorrection word) {
        return word.getKind() != CorrectionKind.WITHDRAWAL
                && (covers(CollectStores.imageMark(word.getTask(), word.getImageId()), word)
                        || covers(CollectStores.annotatorMark(word.getTask(), word.getAnnotator()), word));
    }

    private boolean covers(String mark, LiveCorrection word) {
        Long upTo = forgotten.get(mark);
        return upTo != null && word.getCorrectedAt().toEpochMilli() <= upTo;
    }

    private void mark(String mark, Instant upTo) {
        Long before = forgotten.get(mark);
        forgotten.put(mark, before == null ? upTo.toEpochMilli() : Math.max(before, upTo.toEpochMilli()));
    }

    void forgetWords(String task, Predicate<LiveCorrection> matches) {
        buffer(task).forget(matches).forEach(word -> {
            words.delete(CollectStores.wordKey(word));
            forgetEmbedding(word);
        });
    }

    /** What has to be published of the task's buffer now. */
    List<SelectChange> changes(String task) {
        List<SelectChange> changes = buffer(task).changes();
        changes.forEach(change -> published.put(TaskKeys.within(task, change.imageId()), change.example()));
        return changes;
    }

    SelectSample.Offer offer(SampledFeature feature) {
        String task = feature.getTask();
        SelectSample.Offer offer = sample(task)
                .offer(new SelectSample.Entry(feature.getImageId(), feature.getHash(), feature.getPeriod()));
        offer.displaced().forEach(left -> sampled.delete(TaskKeys.within(task, left.imageId())));
        if (offer.taken()) {
            sampled.put(
                    TaskKeys.within(task, feature.getImageId()),
                    new SampleEntry(feature.getHash(), feature.getPeriod()));
        }
        return offer;
    }

    /** Takes an image out of the sample; returns whether it was in. */
    boolean forgetSampled(String task, String imageId) {
        boolean was = sample(task).forget(imageId);
        if (was) {
            sampled.delete(TaskKeys.within(task, imageId));
        }
        return was;
    }

    List<String> sampledImages(String task) {
        return sample(task).imageIds();
    }

    /** Drops whatever is left of a task. */
    void end(String task) {
        sampledImages(task).forEach(imageId -> sampled.delete(TaskKeys.within(task, imageId)));
        // Words of another backbone are in the store alone.
        deleteAll(words, task);
        deleteAll(forgotten, task);
        deleteAll(embeddings, task);
        specs.delete(task);
        buffers.remove(task);
        samples.remove(task);
    }

    private static <T> void deleteAll(KeyValueStore<String, T> store, String task) {
        List<String> keys = new ArrayList<>();
        // A task's keys end where the character after the slash begins.
        try (KeyValueIterator<String, T> rest = store.range(task + '/', task + (char) ('/' + 1))) {
            rest.forEachRemaining(entry -> keys.add(entry.key));
        }
        keys.forEach(store::delete);
    }

    private SelectBuffer buffer(String task) {
        return buffers.computeIfAbsent(task, t -> new SelectBuffer(SelectRules.none(config.policy())));
    }

    private SelectSample sample(String task) {
        return samples.computeIfAbsent(task, t -> new SelectSample(config.samplePerPeriod()));
    }

    private static <T> void each(KeyValueStore<String, T> store, BiConsumer<String, T> use) {
        try (KeyValueIterator<String, T> all = store.all()) {
            all.forEachRemaining(entry -> use.accept(entry.key, entry.value));
        }
    }
}
