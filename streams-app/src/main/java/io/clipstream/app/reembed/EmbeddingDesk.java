package io.clipstream.app.reembed;

import io.clipstream.app.client.Deployment;
import io.clipstream.app.client.RefusedException;
import io.clipstream.app.client.TopicReader;
import io.clipstream.schemas.Command;
import io.clipstream.schemas.CommandKind;
import io.clipstream.schemas.Embedding;
import io.clipstream.schemas.Example;
import io.clipstream.topology.SelectMark;
import io.clipstream.topology.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Hands embeddings of one task to the collect role, and waits until the few-shot buffer shows them; one thread. */
final class EmbeddingDesk implements AutoCloseable {
    /** A command is refused beyond 64 KiB. */
    private static final int LARGEST = 48 * 1024;

    private final Topic<Command> commands;
    private final Topic<Example> buffer;
    private final String task;
    private final String actor;
    private final Producer<String, Command> producer;
    private final TopicReader marks;

    EmbeddingDesk(Deployment deployment, String task, String actor) {
        this.commands = deployment.topics().commands();
        this.buffer = deployment.topics().fewShotBuffer();
        this.task = task;
        this.actor = actor;
        this.producer = deployment.clients().producer(commands);
        this.marks = new TopicReader(deployment.clients());
        marks.fromNow(buffer.name());
    }

    /**
     * Sends them and waits until all have been taken in.
     *
     * @throws RefusedException if they are not, before {@code timeout} is over
     */
    void take(List<Embedding> embeddings, Duration timeout) throws InterruptedException {
        String last = null;
        List<Embedding> some = new ArrayList<>();
        int bytes = 0;
        for (Embedding embedding : embeddings) {
            if (bytes + bytes(embedding) > LARGEST) {
                last = send(some);
                some = new ArrayList<>();
                bytes = 0;
            }
            some.add(embedding);
            bytes += bytes(embedding);
        }
        if (!some.isEmpty()) {
            last = send(some);
        }
        String wanted = last;
        // All of a task's commands are carried out in their order.
        if (wanted != null && !marks.await(timeout, record -> isMark(record, wanted))) {
            throw new RefusedException("the embeddings are on " + commands.name()
                    + ", but have not reached the few-shot" + " buffer within " + timeout.toSeconds()
                    + " s: is a process with the collect role running?");
        }
    }

    private static int bytes(Embedding embedding) {
        int feature =
                embedding.getFeature() == null ? 0 : embedding.getFeature().remaining();
        return feature
                + embedding.getImageId().getBytes(StandardCharsets.UTF_8).length
                + embedding.getModelId().getBytes(StandardCharsets.UTF_8).length
                + 32;
    }

    private boolean isMark(ConsumerRecord<byte[], byte[]> record, String commandId) {
        return record.value() == null
                && record.key() != null
                && task.equals(new String(record.key(), StandardCharsets.UTF_8))
                && SelectMark.of(record.headers())
                        .filter(mark -> mark.commandId().equals(commandId))
                        .isPresent();
    }

    private String send(List<Embedding> embeddings) throws InterruptedException {
        Command command = Command.newBuilder()
                .setCommandId(UUID.randomUUID())
                .setTask(task)
                .setKind(CommandKind.REEMBED)
                .setActor(actor)
                .setAt(Instant.now())
                .setEmbeddings(embeddings)
                .build();
        try {
            producer.send(new ProducerRecord<>(commands.name(), task, command)).get(30, TimeUnit.SECONDS);
            return command.getCommandId().toString();
        } catch (ExecutionException e) {
            throw new RefusedException(
                    "Kafka refused the embeddings: " + e.getCause().getMessage(), e.getCause());
        } catch (TimeoutException e) {
            throw new RefusedException("Kafka did not take the embeddings within 30 s", e);
        }
    }

    @Override
    public void close() {
        producer.close();
        marks.close();
    }
}
