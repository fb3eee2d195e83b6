package io.clipstream.topology;

import io.clipstream.schemas.Embedding;
import io.clipstream.schemas.Example;
import io.clipstream.schemas.LiveCorrection;
import io.clipstream.schemas.PendingCorrection;
import io.clipstream.schemas.SampleEntry;
import io.clipstream.schemas.TaskSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.WindowStore;

/**
 * The state stores of the collect role.
 *
 * <p>What is learned from is small and in memory, rebuilt from its changelog, so that no stale disk brings back what was
 * withdrawn. The index grows with the traffic and holds nothing that is learned from: it lies on disk.
 */
final class CollectStores {
    /** Task/image id at the prediction's timestamp, to the prediction's offset in the task's own partition. */
    static final String INDEX = "prediction-index";

    /** Corrections whose prediction has not come or is being read: {@link #pendingKey}. */
    static final String PENDING = "pending-corrections";

    /** The last word of each annotator on each image: {@link #wordKey}. */
    static final String WORDS = "live-corrections";

    /** Task/image id to the example as published. */
    static final String PUBLISHED = "published-examples";

    /** Task/image id to its place in the feature sample. */
    static final String SAMPLE = "sampled-images";

    /** Task to its specification. */
    static final String TASKS = "select-tasks";

    /** What people asked to forget, to the event time up to which words are left out, milliseconds: {@link #imageMark}. */
    static final String FORGOTTEN = "forgotten";

    /** Task/image id to what came of embedding the image again for another backbone. */
    static final String EMBEDDINGS = "embeddings";

    /** Ends the image id in a composed key; intake refuses it inside an id. */
    static final char END = '\0';

    private CollectStores() {}

    /** Key of a waiting correction: those of one image are a range. */
    static String pendingKey(PendingCorrection pending) {
        return imageKey(pending) + END + pending.getCorrection().getCorrectionId();
    }

    /** Key of the image that a waiting correction speaks of. */
    static String imageKey(PendingCorrection pending) {
        return TaskKeys.within(pending.getCorrection().getTask(), pending.getImageId());
    }

    /** Key of a live word. */
    static String wordKey(LiveCorrection word) {
        return TaskKeys.within(word.getTask(), word.getImageId()) + END + word.getAnnotator();
    }

    /** Key of the mark of a forgotten image. */
    static String imageMark(String task, String imageId) {
        return TaskKeys.within(task, "image" + END + imageId);
    }

    /** Key of the mark of a forgotten annotator. */
    static String annotatorMark(String task, String annotator) {
        return TaskKeys.within(task, "annotator" + END + annotator);
    }

    static List<StoreBuilder<?>> join(Topics.SerdeFactory serdes, Duration retention) {
        StoreBuilder<WindowStore<String, Long>> index = Stores.windowStoreBuilder(
                Stores.persistentWindowStore(INDEX, retention, Duration.ofMillis(1), false),
                Serdes.String(),
                Serdes.Long());
        return List.of(index, inMemory(PENDING, PendingCorrection.class, serdes));
    }

    static List<StoreBuilder<?>> select(Topics.SerdeFactory serdes) {
        return List.of(
                inMemory(WORDS, LiveCorrection.class, serdes),
                inMemory(PUBLISHED, Example.class, serdes),
                inMemory(SAMPLE, SampleEntry.class, serdes),
                inMemory(TASKS, TaskSpec.class, serdes),
                inMemory(EMBEDDINGS, Embedding.class, serdes),
                Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(FORGOTTEN), Serdes.String(), Serdes.Long())
                        .withLoggingEnabled(Map.of()));
    }

    private static <T extends SpecificRecord> StoreBuilder<KeyValueStore<String, T>> inMemory(
            String name, Class<T> type, Topics.SerdeFactory serdes) {
        return Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(name), Serdes.String(), serdes.of(type))
                .withLoggingEnabled(Map.of());
    }
}
