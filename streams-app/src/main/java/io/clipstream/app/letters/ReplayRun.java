package io.clipstream.app.letters;

import io.clipstream.app.client.Deployment;
import io.clipstream.topology.KafkaRecordFetcher;
import java.time.Clock;
import java.time.Duration;
import org.apache.kafka.clients.producer.Producer;

/** One replay of dead letters, from fencing others to its report; for one thread, but for {@link #stop}. */
public final class ReplayRun {
    /** Longer than transactions of the roles last, and than what a killed replay leaves. */
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Deployment deployment;
    private final LetterQuery query;
    private final ReplayOptions options;
    private final ReplayListener listener;
    private final Pace pace;

    public ReplayRun(Deployment deployment, LetterQuery query, ReplayOptions options, ReplayListener listener) {
        this.deployment = deployment;
        this.query = query;
        this.options = options;
        this.listener = listener;
        this.pace = new Pace(options.rate());
    }

    /**
     * Replays.
     *
     * @throws io.clipstream.app.client.RefusedException if it cannot go on; what it had committed stays, marked
     */
    public ReplayReport run() {
        return run(deployment.clients().transactional(transactionalId()));
    }

    ReplayReport run(Producer<byte[], byte[]> producer) {
        LetterDesk desk = new LetterDesk(deployment);
        String deadLetters = deployment.topics().deadLetters().name();
        try (ReplayWriter writer = new ReplayWriter(producer, deadLetters, Clock.systemUTC());
                KafkaRecordFetcher fetcher = desk.fetcher()) {
            if (!options.dryRun()) {
                // First of all: afterwards nobody else adds a mark.
                writer.fence();
            }
            LetterIndex index = desk.readAll(query, PATIENCE);
            ReplayRoute route = new ReplayRoute(deployment.topics(), writer::partitions);
            ReplayOriginals originals = new ReplayOriginals(deadLetters, fetcher);
            return new Replayer(options, route, originals, writer, listener, pace)
                    .replay(index, query.filter().ids());
        }
    }

    /** Of all replays from this topic, whoever starts them and wherever. */
    String transactionalId() {
        return deployment.topics().deadLetters().name() + ".replay";
    }

    /** Ends after the batch in hand; from any thread. */
    public void stop() {
        pace.stop();
    }
}
