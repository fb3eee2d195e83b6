package io.clipstream.loadtest.compare;

import io.clipstream.app.client.TopicReader;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;

/**
 * One turn of images that are sent when they are due, whatever the contender does (open loop), so that a stall cannot hide.
 * Before, it works off a backlog to warm up; the first answers on schedule are not measured either.
 */
final class LatencyTurn {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration LOOK = Duration.ofMillis(50);
    private static final long LEAD_NANOS = 500_000_000;
    private static final double UNMEASURED_SHARE = 0.2;
    private static final long HIGHEST_MICROS = 3_600_000_000L;

    private final Arena arena;
    private final Lane lane;
    private final int warmUp;
    private final long[] due;
    private final Answers answers;
    private long startNanos;

    /**
     * A turn.
     *
     * @param ids what the ids of its images begin with
     * @param warmUp images of the backlog before
     * @param due when each further image is due, in nanoseconds from the start
     */
    LatencyTurn(Arena arena, Lane lane, String ids, int warmUp, long[] due) {
        this.arena = arena;
        this.lane = lane;
        this.warmUp = warmUp;
        this.due = due.clone();
        this.answers = new Answers(ids, warmUp + due.length);
    }

    Latency run(List<String> command, Contender contender) throws IOException, InterruptedException {
        arena.clear(lane);
        try (TopicReader reader = new TopicReader(arena.clients().clients());
                Producer<String, byte[]> producer = arena.producer()) {
            reader.fromNow(lane.output());
            for (int i = 0; i < warmUp; i++) {
                lane.send(producer, answers.id(i), i);
            }
            producer.flush();
            try (ContenderProcess process = ContenderProcess.start(command, arena.log(contender))) {
                await(reader, process, warmUp);
                startNanos = System.nanoTime() + LEAD_NANOS;
                Thread sender = new Thread(() -> send(producer), "open-loop");
                sender.start();
                await(reader, process, answers.images());
                sender.join();
            }
        } catch (IllegalStateException e) {
            return Latency.bad(e.getMessage());
        }
        return answers.problem().isEmpty() ? latency() : Latency.bad(answers.problem());
    }

    private void await(TopicReader reader, ContenderProcess process, int wanted) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (answers.answered() < wanted && System.nanoTime() < deadline) {
            int before = answers.answered();
            reader.await(LOOK, this::enter);
            deadline = answers.answered() > before ? System.nanoTime() + PATIENCE.toNanos() : deadline;
            process.requireAlive();
        }
    }

    /** Never the last. */
    private boolean enter(ConsumerRecord<byte[], byte[]> record) {
        answers.add(record);
        return false;
    }

    private void send(Producer<String, byte[]> producer) {
        for (int i = 0; i < due.length; i++) {
            for (long wait = wait(i); wait > 0; wait = wait(i)) {
                LockSupport.parkNanos(wait);
            }
            lane.send(producer, answers.id(warmUp + i), warmUp + i);
        }
    }

    private long wait(int image) {
        return startNanos + due[image] - System.nanoTime();
    }

    private Latency latency() {
        Histogram micros = new Histogram(1, HIGHEST_MICROS, 3);
        for (int i = (int) (UNMEASURED_SHARE * due.length); i < due.length; i++) {
            long late = (answers.readNanos(warmUp + i) - startNanos - due[i]) / 1_000;
            micros.recordValue(Math.max(1, Math.min(HIGHEST_MICROS, late)));
        }
        return new Latency(
                micros.getValueAtPercentile(50) / 1e3,
                micros.getValueAtPercentile(99) / 1e3,
                micros.getMaxValue() / 1e3,
                (int) micros.getTotalCount(),
                "");
    }
}
