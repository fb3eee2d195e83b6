package io.clipstream.app.shadow;

import io.clipstream.adapter.InvalidAdapterException;
import io.clipstream.app.client.AdapterCatalogue;
import io.clipstream.app.client.Deployment;
import io.clipstream.app.client.RefusedException;
import io.clipstream.app.client.TopicReader;
import io.clipstream.schemas.AdapterVersion;
import io.clipstream.schemas.Example;
import io.clipstream.schemas.Prediction;
import io.clipstream.scoring.Margins;
import io.clipstream.serde.RegistryFaultException;
import io.clipstream.topology.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Has one version answer in the shadow what was predicted in a stretch of time, or what is being predicted, and tells where
 * it differs from the champion. Its predictions go to a topic of their own. One thread.
 */
public final class ShadowRun implements AutoCloseable {
    private final Deployment deployment;
    private final Topic<Prediction> predictions;
    private final Topic<Prediction> shadows;
    private final ShadowScorer shadow;
    private final ShadowScorer champion;
    private final Map<String, String> truths;
    private final Producer<String, Prediction> producer;
    private final ShadowTally tally = new ShadowTally();
    private Exception failure;

    /**
     * Loads the version and the champion.
     *
     * @param publish whether its predictions are written down; else they are only counted
     * @throws RefusedException if one of them is not kept, or damaged
     */
    public ShadowRun(Deployment deployment, String task, long number, boolean publish) {
        this.deployment = deployment;
        this.predictions = deployment.topics().predictions();
        this.shadows = deployment.topics().shadowPredictions();
        AdapterCatalogue catalogue = AdapterCatalogue.read(deployment);
        AdapterVersion version = catalogue
                .version(task, number)
                .orElseThrow(() -> new RefusedException("task '" + task + "' keeps no version " + number
                        + "; 'clipstream adapters list' shows those it keeps"));
        AdapterVersion inUse = catalogue
                .championVersion(task)
                .orElseThrow(() -> new RefusedException("task '" + task + "' has no version in use"));
        this.shadow = load(version);
        this.champion = load(inUse);
        Set<String> learned = new HashSet<>(version.getLineage().getShots());
        learned.addAll(inUse.getLineage().getShots());
        this.truths = truths(deployment, task, learned);
        this.producer = publish ? deployment.clients().producer(shadows) : null;
    }

    private static ShadowScorer load(AdapterVersion version) {
        try {
            return new ShadowScorer(version);
        } catch (InvalidAdapterException e) {
            throw new RefusedException(
                    "version " + version.getVersion() + " of task '" + version.getTask() + "' is damaged: "
                            + e.getMessage(),
                    e);
        }
    }

    /** What people said of images that neither version has learned: only there the two can be compared with the truth. */
    private static Map<String, String> truths(Deployment deployment, String task, Set<String> learned) {
        Topic<Example> buffer = deployment.topics().fewShotBuffer();
        Map<String, String> truths = new HashMap<>();
        try (TopicReader reader = new TopicReader(deployment.clients())) {
            reader.fromBeginning(buffer.name());
            reader.drain(record -> {
                String key = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
                if (key.startsWith(task + "/")) {
                    String imageId = key.substring(task.length() + 1);
                    String label = decode(buffer.values().deserializer(), record)
                            .map(Example::getLabel)
                            .orElse(null);
                    if (label == null || learned.contains(imageId)) {
                        truths.remove(imageId);
                    } else {
                        truths.put(imageId, label);
                    }
                }
            });
        }
        return truths;
    }

    /** Answers what was predicted from one time on and before another. */
    public ShadowTally replay(Instant from, Instant to) {
        try (TopicReader reader = new TopicReader(deployment.clients())) {
            reader.fromTime(predictions.name(), from);
            reader.drain(to, this::answer);
        }
        return settled();
    }

    /** Answers what is predicted from now on, as long as {@code goOn} says so, which is asked many times a second. */
    public ShadowTally follow(BooleanSupplier goOn) {
        try (TopicReader reader = new TopicReader(deployment.clients())) {
            reader.fromNow(predictions.name());
            while (goOn.getAsBoolean()) {
                reader.poll(this::answer);
            }
        }
        return settled();
    }

    /** What was counted so far; for the thread that runs. */
    public ShadowTally tally() {
        return tally;
    }

    private void answer(ConsumerRecord<byte[], byte[]> record) {
        Prediction made = decode(predictions.values().deserializer(), record).orElse(null);
        if (made == null || record.key() == null || !shadow.canScore(made) || !champion.canScore(made)) {
            return;
        }
        String imageId = new String(record.key(), StandardCharsets.UTF_8);
        float[] said = shadow.probabilities(made);
        float[] champions = champion.probabilities(made);
        int best = Margins.best(said);
        int championsBest = Margins.best(champions);
        tally.add(new ShadowTally.Answer(
                made.getTop().get(0).getLabel(),
                champion.labels().get(championsBest),
                champions[championsBest],
                shadow.labels().get(best),
                said[best],
                truths.get(imageId)));
        if (producer != null) {
            Prediction prediction = shadow.prediction(made, said, Instant.now());
            producer.send(new ProducerRecord<>(shadows.name(), imageId, prediction), (metadata, error) -> {
                if (error != null) {
                    failure = error;
                }
            });
        }
    }

    private ShadowTally settled() {
        if (producer != null) {
            producer.flush();
        }
        if (failure != null) {
            throw new RefusedException(
                    "predictions could not be written to " + shadows.name() + ": " + failure.getMessage(), failure);
        }
        return tally;
    }

    private static <T> Optional<T> decode(Deserializer<T> values, ConsumerRecord<byte[], byte[]> record) {
        try {
            return Optional.ofNullable(values.deserialize(record.topic(), record.value()));
        } catch (RegistryFaultException e) {
            throw e;
        } catch (SerializationException | ClassCastException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        if (producer != null) {
            producer.close();
        }
    }
}
