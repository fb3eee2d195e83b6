package io.clipstream.loadtest.compare;

import io.clipstream.app.client.TopicReader;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;

/**
 * One turn on a backlog: the images are there before the contender starts; the first of its answers are its warm-up, and the
 * last are left out as well, since then it runs dry. One thread.
 */
final class BacklogTurn {
    private static final Duration START = Duration.ofMinutes(3);
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration LOOK = Duration.ofMillis(50);
    /** What came not twice by then will not. */
    private static final Duration QUIET = Duration.ofMillis(1_500);

    private final Arena arena;
    private final Lane lane;
    private final int warmUp;
    private final int measured;
    private final Answers answers;

    /**
     * A turn.
     *
     * @param ids what the ids of its images begin with
     * @param warmUp images before what is measured
     * @param measured images that are measured
     * @param rest images afterwards
     */
    BacklogTurn(Arena arena, Lane lane, String ids, int warmUp, int measured, int rest) {
        this.arena = arena;
        this.lane = lane;
        this.warmUp = warmUp;
        this.measured = measured;
        this.answers = new Answers(ids, warmUp + measured + rest);
    }

    /** A look at the processor time, and how many answers there were by then. */
    private record Look(int answered, double coreSeconds) {}

    Turn run(List<String> command, Contender contender) throws IOException {
        arena.clear(lane);
        try (Producer<String, byte[]> producer = arena.producer()) {
            for (int i = 0; i < answers.images(); i++) {
                lane.send(producer, answers.id(i), i);
            }
        }
        Look begin = null;
        Look end = null;
        try (TopicReader reader = new TopicReader(arena.clients().clients())) {
            reader.fromNow(lane.output());
            try (ContenderProcess process = ContenderProcess.start(command, arena.log(contender))) {
                long deadline = System.nanoTime() + START.toNanos();
                while (!answers.complete() && System.nanoTime() < deadline) {
                    int before = answers.answered();
                    reader.await(LOOK, this::enter);
                    if (answers.answered() > before) {
                        deadline = System.nanoTime() + PATIENCE.toNanos();
                    }
                    if (begin == null && answers.answered() > warmUp) {
                        begin = new Look(answers.answered(), process.coreSeconds());
                    }
                    if (answers.answered() <= warmUp + measured) {
                        end = new Look(answers.answered(), process.coreSeconds());
                    }
                    process.requireAlive();
                }
                reader.await(QUIET, this::enter);
            }
            reader.await(QUIET, this::enter);
        } catch (IllegalStateException e) {
            return Turn.bad(answers.images(), e.getMessage());
        }
        if (!answers.problem().isEmpty()) {
            return Turn.bad(answers.images(), answers.problem());
        }
        double perSecond = Throughput.perSecond(answers.writtenMillis(), warmUp - 1, warmUp + measured - 1);
        return new Turn(perSecond, coreMillis(begin, end), answers.images(), "");
    }

    private static double coreMillis(Look begin, Look end) {
        return begin == null || end == null || end.answered <= begin.answered
                ? Double.NaN
                : 1e3 * (end.coreSeconds - begin.coreSeconds) / (end.answered - begin.answered);
    }

    /** Never the last. */
    private boolean enter(ConsumerRecord<byte[], byte[]> record) {
        answers.add(record);
        return false;
    }
}
