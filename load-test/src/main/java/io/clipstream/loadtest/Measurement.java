package io.clipstream.loadtest;

import io.clipstream.app.client.Deployment;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.Consumer;

/**
 * One measured run against a system that is up.
 *
 * @param rate images a second
 * @param seconds how long to send
 * @param warmUp seconds at the start whose latency is not measured
 * @param drain most seconds to wait for the last predictions
 */
record Measurement(double rate, double seconds, double warmUp, long drain) {
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    Measurement {
        if (!(seconds > 0) || !(warmUp >= 0) || warmUp >= seconds) {
            throw new IllegalArgumentException(
                    "--warm-up must be at least 0 and less than --seconds: " + warmUp + ", " + seconds);
        }
    }

    /** Sends, reads, and waits until every image has its prediction or the time is up. */
    LoadResult run(Deployment deployment, String task, List<byte[]> payloads) throws InterruptedException {
        ImageIds ids = new ImageIds("load-" + UUID.randomUUID());
        String predictions = deployment.topics().predictions().name();
        Consumer<byte[], byte[]> consumer = deployment.clients().reader();
        var producer = deployment.clients().producer(deployment.topics().images());
        try (producer) {
            // The metadata is fetched before the clock starts: it is not the system's latency.
            producer.partitionsFor(deployment.topics().images().name());
            Schedule schedule = new Schedule(System.nanoTime() + TimeUnit.SECONDS.toNanos(1), rate);
            Ledger ledger = new Ledger(schedule, schedule.images(warmUp));
            PredictionReader reader = new PredictionReader(consumer, predictions, ids, ledger);
            Thread thread = new Thread(reader, "clipstream-load-reader");
            thread.start();
            try {
                new ImageSender(producer, deployment.topics().images().name(), task, ids, payloads)
                        .send(schedule, schedule.images(seconds), ledger);
                long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(drain);
                while (!ledger.isComplete() && System.nanoTime() < deadline) {
                    LockSupport.parkNanos(POLL_NANOS);
                }
            } finally {
                reader.stop();
                thread.join();
            }
            return ledger.result();
        }
    }
}
