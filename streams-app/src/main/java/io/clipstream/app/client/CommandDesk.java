package io.clipstream.app.client;

import io.clipstream.schemas.Command;
import io.clipstream.schemas.Promotion;
import io.clipstream.schemas.PromotionOutcome;
import io.clipstream.serde.RegistryFaultException;
import io.clipstream.topology.Topic;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.SerializationException;

/** Asks the retrain role for something and waits for its answer in the promotion log. */
public final class CommandDesk {
    private final Deployment deployment;
    private final Topic<Command> topic;

    public CommandDesk(Deployment deployment) {
        this.deployment = deployment;
        this.topic = deployment.topics().commands();
    }

    /**
     * Sends a command and waits.
     *
     * @return the promotion log's entry about it
     * @throws RefusedException if the command is refused, or not answered in time
     */
    public Promotion ask(Command command, Duration timeout) {
        String promotions = deployment.topics().promotions().name();
        try (TopicReader reader = new TopicReader(deployment.clients())) {
            reader.fromNow(promotions, deployment.topics().deadLetters().name());
            RecordMetadata sent = send(command);
            AtomicReference<Promotion> answer = new AtomicReference<>();
            boolean answered = reader.await(timeout, record -> {
                if (!record.topic().equals(promotions)) {
                    if (Refusals.isOf(record, sent)) {
                        throw new RefusedException("the command was refused: " + Refusals.reason(record));
                    }
                    return false;
                }
                Promotion promotion = decode(record);
                boolean ours = promotion != null && answers(promotion, command);
                if (ours) {
                    answer.set(promotion);
                }
                return ours;
            });
            if (!answered) {
                throw new RefusedException("the command is on its topic, but was not answered within "
                        + timeout.toSeconds() + " s: is a process with the retrain role running?");
            }
            return accepted(answer.get());
        }
    }

    /** Whether it is the answer to this very command: somebody else may ask for something at the same time. */
    static boolean answers(Promotion promotion, Command command) {
        return command.getCommandId().equals(promotion.getCommandId());
    }

    private static Promotion accepted(Promotion promotion) {
        if (promotion.getOutcome() == PromotionOutcome.REJECTED) {
            throw new RefusedException("the command was rejected: " + promotion.getReason());
        }
        return promotion;
    }

    private Promotion decode(ConsumerRecord<byte[], byte[]> record) {
        try {
            return deployment.topics().promotions().values().deserializer().deserialize(record.topic(), record.value());
        } catch (RegistryFaultException e) {
            throw e;
        } catch (SerializationException | ClassCastException e) {
            return null;
        }
    }

    /** Sends a command without waiting for its answer. */
    RecordMetadata send(Command command) {
        try (Producer<String, Command> producer = deployment.clients().producer(topic)) {
            return producer.send(new ProducerRecord<>(topic.name(), command.getTask(), command))
                    .get(30, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new RefusedException(
                    "Kafka refused the command: " + e.getCause().getMessage(), e.getCause());
        } catch (TimeoutException e) {
            throw new RefusedException("Kafka did not take the command within 30 s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RefusedException("interrupted while sending the command", e);
        }
    }
}
