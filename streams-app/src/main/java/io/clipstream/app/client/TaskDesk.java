package io.clipstream.app.client;

import io.clipstream.schemas.AdapterVersion;
import io.clipstream.schemas.TaskClass;
import io.clipstream.schemas.TaskSpec;
import io.clipstream.topology.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.SerializationException;

/** Applies tasks and waits for their first version. */
public final class TaskDesk {
    private final Deployment deployment;
    private final Topic<TaskSpec> topic;

    public TaskDesk(Deployment deployment) {
        this.deployment = deployment;
        this.topic = deployment.topics().tasks();
    }

    /** The tasks there are, by name. */
    public Collection<TaskSpec> list() {
        Map<String, TaskSpec> tasks = new TreeMap<>();
        try (TopicReader reader = new TopicReader(deployment.clients())) {
            reader.fromBeginning(topic.name());
            reader.drain(record -> fold(tasks, record));
        }
        return tasks.values();
    }

    private void fold(Map<String, TaskSpec> tasks, ConsumerRecord<byte[], byte[]> record) {
        if (record.key() == null) {
            return;
        }
        String task = new String(record.key(), StandardCharsets.UTF_8);
        if (record.value() == null) {
            tasks.remove(task);
            return;
        }
        try {
            tasks.put(task, topic.values().deserializer().deserialize(topic.name(), record.value()));
        } catch (SerializationException | ClassCastException e) {
            // Garbage among the tasks is retrain's to refuse; it is no task.
            return;
        }
    }

    /**
     * Applies a task and waits until a version that speaks of its classes and follows its policy is the champion.
     *
     * @return that version
     * @throws RefusedException if the retrain role refuses the task, or none is out in time
     */
    public AdapterVersion apply(TaskSpec spec, Duration timeout) {
        TaskSpec before = list().stream()
                .filter(task -> task.getTask().equals(spec.getTask()))
                .findFirst()
                .orElse(null);
        AdapterCatalogue catalogue = AdapterCatalogue.read(deployment);
        String oldRevision = catalogue
                .championVersion(spec.getTask())
                .map(AdapterVersion::getClassListRevision)
                .orElse("");
        boolean samePrompts = before != null
                && before.getClasses().equals(spec.getClasses())
                && before.getTemplates().equals(spec.getTemplates());
        try (TopicReader reader = new TopicReader(deployment.clients())) {
            reader.fromNow(
                    deployment.topics().adapters().name(),
                    deployment.topics().deadLetters().name());
            RecordMetadata sent = send(spec);
            if (samePrompts && isOut(catalogue, spec)) {
                return catalogue.championVersion(spec.getTask()).orElseThrow();
            }
            boolean out = reader.await(timeout, record -> {
                if (record.topic().equals(deployment.topics().adapters().name())) {
                    catalogue.add(record);
                } else if (Refusals.isOf(record, sent)) {
                    throw new RefusedException("task '" + spec.getTask() + "' was refused: " + Refusals.reason(record));
                }
                return isOut(catalogue, spec)
                        && (samePrompts
                                || !catalogue
                                        .championVersion(spec.getTask())
                                        .orElseThrow()
                                        .getClassListRevision()
                                        .equals(oldRevision));
            });
            if (!out) {
                throw new RefusedException(
                        "task '" + spec.getTask() + "' is on its topic, but no version of it was out within "
                                + timeout.toSeconds() + " s: is a process with the retrain role running?");
            }
            return catalogue.championVersion(spec.getTask()).orElseThrow();
        }
    }

    private boolean isOut(AdapterCatalogue catalogue, TaskSpec spec) {
        List<String> labels =
                spec.getClasses().stream().map(TaskClass::getLabel).toList();
        return catalogue
                        .champion(spec.getTask())
                        .filter(pointer -> pointer.getPolicy().equals(spec.getPolicy()))
                        .isPresent()
                && catalogue
                        .championVersion(spec.getTask())
                        .filter(version -> version.getLabels().equals(labels))
                        .isPresent();
    }

    private RecordMetadata send(TaskSpec spec) {
        try (Producer<String, TaskSpec> producer = deployment.clients().producer(topic)) {
            return producer.send(new ProducerRecord<>(topic.name(), spec.getTask(), spec))
                    .get(30, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new RefusedException("Kafka refused the task: " + e.getCause().getMessage(), e.getCause());
        } catch (TimeoutException e) {
            throw new RefusedException("Kafka did not take the task within 30 s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RefusedException("interrupted while applying the task", e);
        }
    }
}
