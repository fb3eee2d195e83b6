package io.clipstream.topology;

import io.clipstream.schemas.Example;
import io.clipstream.schemas.LiveCorrection;
import io.clipstream.schemas.SampleEntry;
import io.clipstream.schemas.SampledFeature;
import io.clipstream.schemas.TaskSpec;
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
    private final Map<String, SelectBuffer> buffers = new HashMap<>();
    private final Map<String, SelectSample> samples = new HashMap<>();

    SelectTasks(ProcessingContext context, CollectConfig config) {
        this.config = config;
        this.words = context.getStateStore(CollectStores.WORDS);
        this.published = context.getStateStore(CollectStores.PUBLISHED);
        this.sampled = context.getStateStore(CollectStores.SAMPLE);
        this.specs = context.getStateStore(CollectStores.TASKS);
        each(specs, (key, spec) -> buffer(key).configure(TaskRules.labels(spec), spec.getBufferPerClass()));
        each(published, (key, example) -> buffer(example.getTask()).alreadyPublished(example));
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
        buffer(spec.getTask()).configure(TaskRules.labels(spec), spec.getBufferPerClass());
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

    /** Takes a word in; returns whether it changes anything. */
    boolean add(LiveCorrection word) {
        boolean last = buffer(word.getTask()).add(word);
        if (last) {
            words.put(CollectStores.wordKey(word), word);
        }
        return last;
    }

    void forgetWords(String task, Predicate<LiveCorrection> matches) {
        buffer(task).forget(matches).forEach(word -> words.delete(CollectStores.wordKey(word)));
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
        // Words of another backbone are in the store alone. A task's keys end where the character after the slash
        // begins.
        List<String> keys = new ArrayList<>();
        try (KeyValueIterator<String, LiveCorrection> rest = words.range(task + '/', task + (char) ('/' + 1))) {
            rest.forEachRemaining(entry -> keys.add(entry.key));
        }
        keys.forEach(words::delete);
        specs.delete(task);
        buffers.remove(task);
        samples.remove(task);
    }

    private SelectBuffer buffer(String task) {
        return buffers.computeIfAbsent(task, t -> new SelectBuffer(config.policy()));
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
