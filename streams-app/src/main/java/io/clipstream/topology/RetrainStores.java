package io.clipstream.topology;

import io.clipstream.schemas.AdapterVersion;
import io.clipstream.schemas.Example;
import io.clipstream.schemas.SampledFeature;
import io.clipstream.schemas.TaskLedger;
import io.clipstream.schemas.TaskSpec;
import io.clipstream.schemas.VersionEntry;
import io.clipstream.schemas.WrittenAdapter;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/** The state stores of the retrain role: all in memory, rebuilt from their changelogs. */
final class RetrainStores {
    /** Task to its specification. */
    static final String TASKS = "retrain-tasks";

    /** Task to what is remembered of it; stays when a task ends, so that no version number is used twice. */
    static final String LEDGERS = "retrain-ledgers";

    /** Task to the zero-shot version of its class list, so that a restart needs no text tower. */
    static final String HEADS = "retrain-heads";

    /** Task/image id to its example. */
    static final String EXAMPLES = "retrain-examples";

    /** Task/image id to an unlabelled image of its sample. */
    static final String SAMPLE = "retrain-sample";

    /** Task/version to a retained version. */
    static final String VERSIONS = "retrain-versions";

    /** Task/command id to when it was carried out, milliseconds. */
    static final String COMMANDS = "retrain-commands";

    /** Task/version to the backbone of a version that lies on the adapters topic; empty for one that was refused. */
    static final String AUDITED = "audited-versions";

    /** Key on the adapters topic to what retrain wrote there last. */
    static final String WRITTEN = "retrain-written";

    private RetrainStores() {}

    static StoreBuilder<KeyValueStore<String, String>> audited() {
        return Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(AUDITED), Serdes.String(), Serdes.String());
    }

    static List<StoreBuilder<?>> builders(Topics topics, Topics.SerdeFactory serdes) {
        // A head is as large as the version that it comes from; a version names all its images.
        String largest = topics.adapters().settings().get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
        Map<String, String> large = largest == null ? Map.of() : Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, largest);
        return List.of(
                store(TASKS, serdes.of(TaskSpec.class), Map.of()),
                store(LEDGERS, serdes.of(TaskLedger.class), Map.of()),
                store(HEADS, serdes.of(AdapterVersion.class), large),
                store(EXAMPLES, serdes.<Example>of(Example.class), Map.of()),
                store(SAMPLE, serdes.of(SampledFeature.class), Map.of()),
                store(VERSIONS, serdes.of(VersionEntry.class), large),
                store(WRITTEN, serdes.of(WrittenAdapter.class), Map.of()),
                Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(COMMANDS), Serdes.String(), Serdes.Long()));
    }

    private static <T extends SpecificRecord> StoreBuilder<KeyValueStore<String, T>> store(
            String name, Serde<T> values, Map<String, String> changelog) {
        return Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(name), Serdes.String(), values)
                .withLoggingEnabled(changelog);
    }
}
