package io.clipstream.loadtest.fuzz;

import io.clipstream.app.client.Deployment;
import io.clipstream.app.client.ImagePublisher;
import io.clipstream.app.client.TaskDesk;
import io.clipstream.app.client.TopicReader;
import io.clipstream.loadtest.OwnSystem;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;

/** One fuzz run on a system that is up: good records first, then broken ones among good ones, then the count. */
final class FuzzRun {
    static final int SEED_IMAGES = 200;

    private static final Duration START = Duration.ofMinutes(2);
    /** A correction waits for its prediction, and a backlog for the encoder. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final OwnSystem system;
    private final int records;
    private final long seed;
    private final PrintWriter log;
    private final FuzzLedger ledger = new FuzzLedger();

    FuzzRun(OwnSystem system, int records, long seed, PrintWriter log) {
        this.system = system;
        this.records = records;
        this.seed = seed;
        this.log = log;
    }

    /** Id of one of the images that are scored before the run. */
    static String seedImage(int number) {
        return "seed-" + number;
    }

    FuzzResult run() {
        Deployment deployment = system.deployment();
        Random random = new Random(seed);
        Pictures pictures = new Pictures(random);
        Good good = new Good(deployment, random, pictures, system.task());
        prepare(deployment, good, pictures);
        long begin = System.nanoTime();
        long refused = send(deployment, random, good, pictures);
        log.printf("sent after %.0f s; waiting for the last to end%n", (System.nanoTime() - begin) / 1e9);
        long last = settle(deployment);
        FuzzLedger.Summary summary = ledger.summary();
        return new FuzzResult(
                seed,
                summary.sent,
                summary.sent - summary.unaccounted - summary.duplicated,
                summary.unaccounted,
                summary.duplicated,
                summary.altered,
                summary.neighbours,
                summary.neighboursLost,
                refused,
                summary.letters,
                summary.applied,
                system.roleFaults(),
                system.live() ? 0 : 1,
                (last - begin) / 1e9,
                summary.examples);
    }

    private void prepare(Deployment deployment, Good good, Pictures pictures) {
        TaskDesk desk = new TaskDesk(deployment);
        Good.VICTIMS.forEach(task -> desk.apply(Good.task(task), START));
        try (TopicReader reader = new TopicReader(deployment.clients());
                ImagePublisher publisher = new ImagePublisher(deployment)) {
            reader.fromBeginning(deployment.topics().predictions().name());
            for (int i = 0; i < SEED_IMAGES; i++) {
                publisher.send(system.task(), seedImage(i), pictures.photograph(), Instant.now(), null);
            }
            Set<String> seen = new HashSet<>();
            boolean all = reader.await(START, record -> {
                good.prediction(record.value());
                seen.add(new String(record.key(), StandardCharsets.UTF_8));
                return seen.size() == SEED_IMAGES;
            });
            if (!all) {
                throw new IllegalStateException("the first images were not scored within " + START.toSeconds() + " s");
            }
        }
        try (TopicReader reader = new TopicReader(deployment.clients())) {
            reader.fromBeginning(deployment.topics().adapters().name());
            reader.drain(record -> {
                if (record.value() != null && new String(record.key(), StandardCharsets.UTF_8).contains("/")) {
                    good.version(record.value());
                }
            });
        }
    }

    private long send(Deployment deployment, Random random, Good good, Pictures pictures) {
        Drafts drafts = new Drafts(deployment, random, pictures, good, system.task());
        try (FuzzSender sender = new FuzzSender(deployment, random, ledger)) {
            for (int i = 1; i <= records; i++) {
                sender.send(drafts.next());
                if (i % 10_000 == 0) {
                    log.printf("%d of %d sent%n", i, records);
                }
            }
            sender.flush();
            return sender.refused();
        }
    }

    /** Reads until all is accounted for, or nothing has come for so long that nothing will; when the last came. */
    private long settle(Deployment deployment) {
        try (FateReader reader = new FateReader(deployment, ledger);
                Backlog backlog = new Backlog(deployment)) {
            long last = System.nanoTime();
            long looked = last;
            while (System.nanoTime() - last < PATIENCE.toNanos()) {
                if (reader.read() > 0) {
                    last = System.nanoTime();
                } else if (System.nanoTime() - looked > Duration.ofSeconds(2).toNanos()) {
                    looked = System.nanoTime();
                    if (backlog.records() == 0 && ledger.summary().unaccounted == 0 || !system.live()) {
                        break;
                    }
                }
            }
            return last;
        }
    }
}
