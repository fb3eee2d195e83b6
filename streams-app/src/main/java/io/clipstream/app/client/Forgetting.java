package io.clipstream.app.client;

import io.clipstream.schemas.Command;
import io.clipstream.schemas.Example;
import io.clipstream.schemas.Promotion;
import io.clipstream.schemas.PromotionOutcome;
import io.clipstream.serde.RegistryFaultException;
import io.clipstream.topology.TaskKeys;
import io.clipstream.topology.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.SerializationException;

/** Asks for an image's or an annotator's examples to be forgotten, and watches them go; one thread. */
public final class Forgetting {
    private static final Duration LOOK = Duration.ofMillis(100);

    private final Deployment deployment;
    private final Command command;
    private final String task;
    private final Map<String, String> sample = new TreeMap<>();
    private Promotion answer;

    /**
     * What came of it.
     *
     * @param images that lost their examples, sorted
     * @param sampled whether the image was in the unlabelled sample
     * @param answer the promotion log's entry that names the versions that had seen them; empty if the retrain role did not
     *     answer in time
     */
    public record Outcome(List<String> images, boolean sampled, Optional<Promotion> answer) {}

    /** {@code command} is one of kind FORGET. */
    public Forgetting(Deployment deployment, Command command) {
        this.deployment = deployment;
        this.command = command;
        this.task = command.getTask();
    }

    /**
     * Sends the command and waits until what it names has left the topics.
     *
     * @throws RefusedException if it is refused, or something is still there when the time is over
     */
    public Outcome run(Duration timeout) {
        String promotions = deployment.topics().promotions().name();
        String letters = deployment.topics().deadLetters().name();
        try (BufferView buffer = new BufferView(deployment, task);
                TopicReader samples = new TopicReader(deployment.clients());
                TopicReader answers = new TopicReader(deployment.clients())) {
            samples.fromBeginning(deployment.topics().featureSample().name());
            samples.drain(this::fold);
            List<String> images = named(buffer);
            boolean sampled = isSampled();
            answers.fromNow(promotions, letters);
            RecordMetadata sent = new CommandDesk(deployment).send(command);
            long deadline = System.nanoTime() + timeout.toNanos();
            while (!named(buffer).isEmpty() || isSampled()) {
                if (System.nanoTime() > deadline) {
                    throw new RefusedException(
                            "the command is on its topic, but " + named(buffer).size()
                                    + " examples are still there after " + timeout.toSeconds()
                                    + " s: is a process with the collect role running?");
                }
                hear(answers, sent, LOOK);
                samples.drain(this::fold);
            }
            while (answer == null && System.nanoTime() <= deadline) {
                hear(answers, sent, LOOK);
            }
            return new Outcome(images, sampled, Optional.ofNullable(answer));
        }
    }

    private List<String> named(BufferView buffer) {
        return buffer.refresh().stream()
                .filter(example -> !example.getCorrectedAt().isAfter(command.getAt()))
                .filter(example -> example.getImageId().equals(command.getImageId())
                        || example.getAnnotator().equals(command.getAnnotator()))
                .map(Example::getImageId)
                .toList();
    }

    private boolean isSampled() {
        return command.getImageId() != null && sample.containsKey(TaskKeys.within(task, command.getImageId()));
    }

    private void fold(ConsumerRecord<byte[], byte[]> record) {
        if (record.key() == null) {
            return;
        }
        String key = new String(record.key(), StandardCharsets.UTF_8);
        if (record.value() == null) {
            sample.remove(key);
        } else if (TaskKeys.taskOf(key).equals(task)) {
            sample.put(key, key);
        }
    }

    private void hear(TopicReader answers, RecordMetadata sent, Duration time) {
        answers.await(time, record -> {
            if (record.topic().equals(deployment.topics().deadLetters().name())) {
                if (Refusals.isOf(record, sent)) {
                    throw new RefusedException("the command was refused: " + Refusals.reason(record));
                }
            } else {
                listen(record);
            }
            return answer != null;
        });
    }

    private void listen(ConsumerRecord<byte[], byte[]> record) {
        Topic<Promotion> topic = deployment.topics().promotions();
        try {
            Promotion line = topic.values().deserializer().deserialize(topic.name(), record.value());
            if (CommandDesk.answers(line, command)) {
                if (line.getOutcome() == PromotionOutcome.REJECTED) {
                    throw new RefusedException("the command was rejected: " + line.getReason());
                }
                answer = line;
            }
        } catch (RegistryFaultException e) {
            throw e;
        } catch (SerializationException | ClassCastException e) {
            // Not retrain's; it answers nothing.
            return;
        }
    }
}
