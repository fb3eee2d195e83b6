package io.clipstream.app.client;

import io.clipstream.schemas.AdapterVersion;
import io.clipstream.schemas.TaskSpec;
import io.clipstream.serde.RegistryFaultException;
import io.clipstream.topology.TaskPrompts;
import io.clipstream.topology.TaskRules;
import io.clipstream.topology.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.SerializationException;

/** Applies tasks and waits for their first version. */
public final class TaskDesk {
    private static final Duration LOOK = Duration.ofMillis(200);

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
        } catch (RegistryFaultException e) {
            throw e;
        } catch (SerializationException | ClassCastException e) {
            // Garbage among the tasks is retrain's to refuse; it is no task.
            return;
        }
    }

    /**
     * Applies a task and waits until a version that speaks of its classes and prompts and follows its policy is the
     * champion.
     *
     * @return that version
     * @throws RefusedException if the retrain role refuses the task, or none is out in time
     */
    public AdapterVersion apply(TaskSpec spec, Duration timeout) {
        return apply(spec, version -> true, timeout);
    }

    /**
     * Applies a task and waits for a champion that is also {@code wanted}.
     *
     * @param wanted for example that it speaks of a certain backbone
     */
    public AdapterVersion apply(TaskSpec spec, Predicate<AdapterVersion> wanted, Duration timeout) {
        String adapters = deployment.topics().adapters().name();
        AdapterCatalogue catalogue = new AdapterCatalogue(deployment.topics().adapters());
        try (TopicReader reader = new TopicReader(deployment.clients());
                TopicReader letters = new TopicReader(deployment.clients())) {
            letters.fromNow(deployment.topics().deadLetters().name());
            RecordMetadata sent = send(spec);
            reader.fromBeginning(adapters);
            reader.drain(catalogue::add);
            long deadline = System.nanoTime() + timeout.toNanos();
            while (!isOut(catalogue, spec, wanted)) {
                if (System.nanoTime() > deadline) {
                    throw new RefusedException(
                            "task '" + spec.getTask() + "' is on its topic, but no version of it was out within "
                                    + timeout.toSeconds() + " s: is a process with the retrain role running? Its log"
                                    + " tells how far it is with the " + TaskPrompts.count(spec)
                                    + " texts of the head; the version comes by itself");
                }
                letters.drain(letter -> refuse(spec, letter, sent));
                reader.await(LOOK, record -> {
                    catalogue.add(record);
                    return isOut(catalogue, spec, wanted);
                });
            }
            return catalogue.championVersion(spec.getTask()).orElseThrow();
        }
    }

    private static void refuse(TaskSpec spec, ConsumerRecord<byte[], byte[]> letter, RecordMetadata sent) {
        if (Refusals.isOf(letter, sent)) {
            throw new RefusedException("task '" + spec.getTask() + "' was refused: " + Refusals.reason(letter));
        }
    }

    private static boolean isOut(AdapterCatalogue catalogue, TaskSpec spec, Predicate<AdapterVersion> wanted) {
        return catalogue
                        .champion(spec.getTask())
                        .filter(pointer -> pointer.getPolicy().equals(spec.getPolicy()))
                        .isPresent()
                && catalogue
                        .championVersion(spec.getTask())
                        .filter(version -> version.getClassListRevision().equals(TaskRules.revision(spec)))
                        .filter(wanted)
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
