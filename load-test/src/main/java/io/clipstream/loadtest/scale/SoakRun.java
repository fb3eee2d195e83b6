package io.clipstream.loadtest.scale;

import io.clipstream.app.client.Deployment;
import io.clipstream.app.client.TopicReader;
import io.clipstream.app.quickstart.LocalServices;
import io.clipstream.loadtest.backlog.BacklogLedger;
import io.clipstream.loadtest.report.HtmlReport;
import io.clipstream.loadtest.report.Series;
import io.clipstream.schemas.Prediction;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Sends many small images through one scorer, accounts for each, and watches the scorer's memory.
 *
 * <p>Images are made while others are scored, never far ahead, and topics keep little: neither a queue nor the disk bounds
 * the run. One thread, that of {@link #run}.
 */
final class SoakRun {
    private static final String NAME = "soak";
    private static final int PARTITIONS = 4;
    /** Sent and not yet answered: enough that the scorer never waits. */
    private static final int AHEAD = 20_000;

    private static final int TURN = 500;
    private static final long TOPIC_BYTES = 256L << 20;
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(2);
    /** Without a new prediction, what is missing is lost. */
    private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(2);
    /** What came not twice by then will not. */
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(3);

    private static final double WARM_UP_SHARE = 0.1;
    private static final double LIMIT = 1.1;
    private static final double MEGABYTE = 1024 * 1024;

    private final SoakOptions options;
    private final LocalServices services;
    private final Path state;
    private final PrintWriter log;
    private final BacklogLedger ledger = new BacklogLedger();
    private final Series heap = new Series("live heap");
    private final Series resident = new Series("RSS");
    private final Series direct = new Series("direct buffers");
    private final Series scored = new Series("images scored");

    SoakRun(SoakOptions options, LocalServices services, Path state, PrintWriter log) {
        this.options = options;
        this.services = services;
        this.state = state;
        this.log = log;
    }

    SoakResult run() throws IOException, InterruptedException {
        // A heap that is all there from the start, so that what grows is something else.
        List<String> jvm = List.of("-Xms" + options.heapMegabytes() + "m", "-XX:+AlwaysPreTouch", "-XX:+UseSerialGC");
        ScaleOptions scorer =
                new ScaleOptions(false, 1, 1, 0, options.batchMicros(), options.heapMegabytes(), jvm, List.of());
        try (Site site = Site.open(services, state, NAME, PARTITIONS, List.of())) {
            site.keepAtMost(TOPIC_BYTES);
            Deployment deployment = site.deployment();
            new HeadWriter(deployment).write(options.tasks(), 1, 10, true);
            try (Crew crew = Crew.start(site, scorer, 1, "score", options.heapMegabytes(), ScaleWorker.NO_DECODING);
                    TopicReader reader = new TopicReader(deployment.clients());
                    ImageQueue queue = new ImageQueue(
                            deployment, options.tasks(), Saturation.Load.plain().payloads())) {
                reader.fromNow(
                        deployment.topics().predictions().name(),
                        deployment.topics().deadLetters().name());
                return result(watch(deployment, crew, reader, queue));
            }
        }
    }

    /** Returns the seconds from the first image to the last prediction. */
    private double watch(Deployment deployment, Crew crew, TopicReader reader, ImageQueue queue) throws IOException {
        long begin = System.nanoTime();
        long newest = begin;
        long nextLook = begin;
        int answered = 0;
        while (answered < options.images() && System.nanoTime() - newest < PATIENCE_NANOS) {
            for (int i = 0; i < TURN && queue.sent() < options.images() && queue.sent() - answered < AHEAD; i++) {
                queue.send();
            }
            reader.poll(record -> enter(deployment, record));
            long now = System.nanoTime();
            newest = ledger.answered() > answered ? now : newest;
            answered = ledger.answered();
            if (now >= nextLook) {
                nextLook = now + LOOK_NANOS;
                look((now - begin) / 1e9, crew, answered);
            }
        }
        queue.flush();
        for (long end = System.nanoTime() + QUIET_NANOS; System.nanoTime() < end; ) {
            reader.poll(record -> enter(deployment, record));
        }
        return (newest - begin) / 1e9;
    }

    private void look(double second, Crew crew, int answered) throws IOException {
        Look look = crew.collected().get(0);
        heap.add(second, look.heap() / MEGABYTE);
        resident.add(second, look.resident() / MEGABYTE);
        direct.add(second, look.direct() / MEGABYTE);
        scored.add(second, answered);
        if (scored.values().size() % 15 == 0) {
            log.printf(
                    "%,d images after %.0f s, live heap %.1f MB, RSS %.0f MB%n",
                    answered, second, look.heap() / MEGABYTE, look.resident() / MEGABYTE);
            log.flush();
        }
    }

    private void enter(Deployment deployment, ConsumerRecord<byte[], byte[]> record) {
        if (!record.topic().equals(deployment.topics().predictions().name())) {
            ledger.letter();
            return;
        }
        Prediction prediction =
                deployment.topics().predictions().values().deserializer().deserialize(record.topic(), record.value());
        int number = Integer.parseInt(new String(record.key(), StandardCharsets.UTF_8));
        ledger.predicted(number, record.partition(), prediction.getImage());
    }

    private SoakResult result(double seconds) {
        double warmUp = WARM_UP_SHARE * seconds;
        return new SoakResult(
                options.images(),
                ledger.scored(),
                ledger.letters(),
                options.images() - ledger.answered() - ledger.letters(),
                ledger.duplicated(),
                ledger.disordered(),
                seconds,
                ledger.answered() / seconds,
                max(heap),
                heap.growth(warmUp),
                max(resident),
                resident.growth(warmUp),
                LIMIT);
    }

    private static double max(Series series) {
        return series.values().stream().mapToDouble(Double::doubleValue).max().orElse(0);
    }

    /** A page about the run; after it. */
    HtmlReport page(SoakResult result) {
        return new HtmlReport("Many small images")
                .text(result.text())
                .chart("Memory of the scorer", "MB", List.of(resident, heap, direct))
                .chart("Images scored", "images", List.of(scored));
    }
}
