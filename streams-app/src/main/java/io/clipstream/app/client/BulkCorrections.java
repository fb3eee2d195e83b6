package io.clipstream.app.client;

import io.clipstream.schemas.Correction;
import io.clipstream.schemas.CorrectionKind;
import io.clipstream.schemas.TaskSpec;
import io.clipstream.topology.TaskRules;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.IntConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * Sends the corrections of a file, some hundreds at a time, and tells which of its lines were refused; one thread.
 *
 * <p>A line is refused here if it cannot be read or names a task or label that there is not, and by the collect role for
 * whatever else it finds.
 */
public final class BulkCorrections implements AutoCloseable {
    private static final int WINDOW = 500;

    private final CorrectionDesk desk;
    private final TopicReader letters;
    private final Map<String, TaskSpec> tasks = new HashMap<>();
    private final IntConsumer progress;
    private final Deque<Sent> underway = new ArrayDeque<>();
    private final Map<String, Integer> lines = new HashMap<>();
    private final Map<Integer, String> refused = new TreeMap<>();
    private int sent;

    private record Sent(int line, CompletableFuture<RecordMetadata> answer) {}

    /**
     * Begins; what is refused from now on is heard of.
     *
     * @param progress hears how many have been sent, each time the brokers have some more
     */
    public BulkCorrections(Deployment deployment, IntConsumer progress) {
        this.progress = progress;
        new TaskDesk(deployment).list().forEach(task -> tasks.put(task.getTask(), task));
        this.letters = new TopicReader(deployment.clients());
        letters.fromNow(deployment.topics().deadLetters().name());
        this.desk = new CorrectionDesk(deployment);
    }

    /** Sends what a line says, or notes why not. */
    public void send(CorrectionLine line) {
        Optional<String> problem = Optional.ofNullable(line.problem()).or(() -> problem(line.correction()));
        if (problem.isPresent()) {
            refused.put(line.number(), problem.get());
            return;
        }
        underway.add(new Sent(line.number(), desk.send(line.imageId(), line.correction())));
        if (underway.size() >= WINDOW) {
            settle(WINDOW / 2);
        }
    }

    private Optional<String> problem(Correction correction) {
        TaskSpec task = tasks.get(correction.getTask());
        if (task == null) {
            return Optional.of("there is no task '" + correction.getTask() + "'");
        }
        return correction.getKind() == CorrectionKind.LABEL
                        && TaskRules.labelOf(task, correction.getLabel()).isEmpty()
                ? Optional.of("label '" + correction.getLabel() + "' is none of task '" + correction.getTask() + "': "
                        + TaskRules.labels(task))
                : Optional.empty();
    }

    /**
     * Waits until the brokers have all, and then for what the collect role refuses.
     *
     * @param listen how long to listen for refusals, not negative
     */
    public void finish(Duration listen) {
        settle(0);
        // At least once, for what was refused while the rest was sent; never found, so that all are heard.
        letters.drain(this::hear);
        letters.await(listen, letter -> {
            hear(letter);
            return false;
        });
    }

    private void settle(int left) {
        while (underway.size() > left) {
            Sent next = underway.remove();
            try {
                RecordMetadata at = next.answer().join();
                lines.put(at.topic() + "-" + at.partition() + "-" + at.offset(), next.line());
                sent++;
            } catch (CompletionException e) {
                refused.put(
                        next.line(), "Kafka did not take it: " + e.getCause().getMessage());
            }
        }
        progress.accept(sent);
    }

    private void hear(ConsumerRecord<byte[], byte[]> letter) {
        String place = Refusals.header(letter, "clipstream.topic") + "-"
                + Refusals.header(letter, "clipstream.partition") + "-" + Refusals.header(letter, "clipstream.offset");
        Integer line = lines.get(place);
        if (line != null) {
            refused.put(line, Refusals.reason(letter));
        }
    }

    /** Corrections that the brokers have. */
    public int sent() {
        return sent;
    }

    /** Why each refused line was refused, by its number. */
    public Map<Integer, String> refused() {
        return Collections.unmodifiableMap(refused);
    }

    @Override
    public void close() {
        desk.close();
        letters.close();
    }
}
