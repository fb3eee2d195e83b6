package io.clipstream.topology;

import io.clipstream.schemas.AdapterRecord;
import io.clipstream.schemas.AdapterVersion;
import io.clipstream.schemas.CollectedItem;
import io.clipstream.schemas.Command;
import io.clipstream.schemas.Correction;
import io.clipstream.schemas.Embedding;
import io.clipstream.schemas.Example;
import io.clipstream.schemas.ImageEvent;
import io.clipstream.schemas.LiveCorrection;
import io.clipstream.schemas.PendingCorrection;
import io.clipstream.schemas.Prediction;
import io.clipstream.schemas.Promotion;
import io.clipstream.schemas.ReviewItem;
import io.clipstream.schemas.SampleEntry;
import io.clipstream.schemas.SampledFeature;
import io.clipstream.schemas.TaskLedger;
import io.clipstream.schemas.TaskSpec;
import io.clipstream.schemas.VersionEntry;
import io.clipstream.schemas.WrittenAdapter;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/**
 * A schema that a role needs the registry for: what it writes, or reads, on which topic.
 *
 * <p>Whoever asks for all of a role's beforehand keeps it going while the registry is away.
 *
 * @param written whether the role writes it, and may register it; otherwise it only reads what is there
 */
public record SchemaUse(String topic, Class<? extends SpecificRecord> type, boolean written) {
    /** Of the score role. */
    public static List<SchemaUse> score(Topics topics) {
        return List.of(
                written(topics.predictions().name(), Prediction.class),
                written(topics.reviewQueue().name(), ReviewItem.class),
                read(topics.images().name(), ImageEvent.class),
                read(topics.adapters().name(), AdapterRecord.class));
    }

    /**
     * Of the collect role, its internal topics included.
     *
     * @param application id, which internal topics begin with
     */
    public static List<SchemaUse> collect(Topics topics, String application) {
        return List.of(
                written(application + "-corrections-by-image-repartition", PendingCorrection.class),
                written(application + "-collected-by-task-repartition", CollectedItem.class),
                written(changelog(application, CollectStores.PENDING), PendingCorrection.class),
                written(changelog(application, CollectStores.WORDS), LiveCorrection.class),
                written(changelog(application, CollectStores.PUBLISHED), Example.class),
                written(changelog(application, CollectStores.SAMPLE), SampleEntry.class),
                written(changelog(application, CollectStores.TASKS), TaskSpec.class),
                written(changelog(application, CollectStores.EMBEDDINGS), Embedding.class),
                written(topics.fewShotBuffer().name(), Example.class),
                written(topics.featureSample().name(), SampledFeature.class),
                written(topics.reviewQueue().name(), ReviewItem.class),
                read(topics.corrections().name(), Correction.class),
                read(topics.predictions().name(), Prediction.class),
                read(topics.tasks().name(), TaskSpec.class),
                read(topics.commands().name(), Command.class));
    }

    /** Of the retrain role, as {@link #collect}. */
    public static List<SchemaUse> retrain(Topics topics, String application) {
        return List.of(
                written(changelog(application, RetrainStores.TASKS), TaskSpec.class),
                written(changelog(application, RetrainStores.LEDGERS), TaskLedger.class),
                written(changelog(application, RetrainStores.HEADS), AdapterVersion.class),
                written(changelog(application, RetrainStores.EXAMPLES), Example.class),
                written(changelog(application, RetrainStores.SAMPLE), SampledFeature.class),
                written(changelog(application, RetrainStores.VERSIONS), VersionEntry.class),
                written(changelog(application, RetrainStores.WRITTEN), WrittenAdapter.class),
                written(topics.adapters().name(), AdapterRecord.class),
                written(topics.promotions().name(), Promotion.class),
                read(topics.tasks().name(), TaskSpec.class),
                read(topics.commands().name(), Command.class),
                read(topics.fewShotBuffer().name(), Example.class),
                read(topics.featureSample().name(), SampledFeature.class));
    }

    private static String changelog(String application, String store) {
        return application + "-" + store + "-changelog";
    }

    private static SchemaUse written(String topic, Class<? extends SpecificRecord> type) {
        return new SchemaUse(topic, type, true);
    }

    private static SchemaUse read(String topic, Class<? extends SpecificRecord> type) {
        return new SchemaUse(topic, type, false);
    }
}
