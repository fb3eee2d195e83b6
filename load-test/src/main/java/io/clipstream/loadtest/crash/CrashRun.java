package io.clipstream.loadtest.crash;

import io.clipstream.app.client.Deployment;
import io.clipstream.app.client.TaskDesk;
import io.clipstream.app.client.TopicAdmin;
import io.clipstream.schemas.AdapterVersion;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** One crash run: a deployment under load, hurt again and again, and the account at the end; one thread. */
final class CrashRun {
    private static final Duration START = Duration.ofMinutes(5);
    private static final Duration SETTLE = Duration.ofMinutes(3);
    /** Longer than a session, a transaction and a commit together: what has not come twice by then will not. */
    private static final Duration QUIET = Duration.ofSeconds(15);

    /** What a commit itself may take on a busy machine. */
    private static final long COMMIT_MILLIS = 2_000;

    private final CrashOptions options;
    private final Setup setup;
    private final PrintWriter log;
    private final Disturbances disturbances = new Disturbances();
    private final CrashLedger ledger;

    CrashRun(CrashOptions options, Setup setup, PrintWriter log) {
        this.options = options;
        this.setup = setup;
        this.log = log;
        this.ledger = new CrashLedger(setup.commitMillis() + COMMIT_MILLIS);
    }

    /** Runs it against a cluster that is up. */
    CrashResult run() throws IOException, InterruptedException {
        Deployment deployment = setup.deployment();
        try (TopicAdmin topics = new TopicAdmin(deployment)) {
            topics.apply();
        }
        AdapterVersion first = publishFirstVersion(deployment);
        Instances scorers = new Instances(setup, "score", options.perBatch(), disturbances);
        OutcomeReader reader = new OutcomeReader(deployment, ledger);
        NumberSender sender = new NumberSender(deployment, ledger, options.rate(), options.imageBytes());
        VersionPublisher versions = new VersionPublisher(deployment, first, options.seed());
        Thread reading = thread(reader, "crash-reader");
        Thread publishing = thread(versions, "crash-versions");
        Thread sending = thread(sender, "crash-sender");
        try {
            for (int i = 0; i < options.instances(); i++) {
                scorers.add();
            }
            reading.start();
            sending.start();
            awaitFirst(scorers);
            publishing.start();
            return measure(scorers, reader, sender, sending, versions);
        } finally {
            sender.stop();
            versions.stop();
            scorers.close();
            reader.stop();
            reading.join();
        }
    }

    private CrashResult measure(
            Instances scorers, OutcomeReader reader, NumberSender sender, Thread sending, VersionPublisher versions)
            throws IOException, InterruptedException {
        long begin = System.nanoTime();
        Agenda agenda = new Agenda();
        FaultInjector injector =
                new FaultInjector(scorers, new Brokers(setup.cluster(), agenda, disturbances), agenda, log);
        injector.run(FaultPlan.of(options.seed(), options.faults(), options.instances()));
        long last = System.nanoTime();
        sender.stop();
        versions.stop();
        sending.join();
        log.println("the faults are over; waiting for the last images");
        settle(scorers, reader);
        long end = System.nanoTime() - reader.quiet().toNanos();
        if (ledger.lost() > 0) {
            log.println("without an answer: " + Arrays.toString(ledger.firstLost(20)));
        }
        Map<String, Integer> byFault = new TreeMap<>();
        injector.done().forEach((fault, count) -> byFault.put(fault.word(), count));
        return new CrashResult(
                setup.guarantee().word(),
                setup.protocol(),
                options.seed(),
                ledger.sent(),
                ledger.received(),
                ledger.letters(),
                ledger.lost(),
                ledger.duplicated(),
                ledger.duplicatedOutsideWindow(disturbances),
                ledger.disordered(),
                ledger.wrong(),
                ledger.wrongVersion(),
                ledger.staleVersion(),
                ledger.versions(),
                options.faults(),
                byFault,
                scorers.brokeDown(),
                scorers.killedOnStop(),
                (end - begin) / 1e9,
                Math.max(0, end - last) / 1e9);
    }

    /** The zero-shot version of the task, by the retrain role itself. */
    private AdapterVersion publishFirstVersion(Deployment deployment) throws IOException, InterruptedException {
        Instances trainer = new Instances(setup, "retrain", options.perBatch(), disturbances);
        trainer.add();
        try {
            return new TaskDesk(deployment).apply(Setup.task(Setup.TASK), START);
        } finally {
            trainer.close();
        }
    }

    private void awaitFirst(Instances scorers) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + START.toNanos();
        while (ledger.answered() == 0) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        "no image was scored within " + START.toSeconds() + " s; logs in " + setup.state());
            }
            scorers.tend();
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    /** Until all is answered and nothing more comes, or nothing has come for so long that nothing will. */
    private void settle(Instances scorers, OutcomeReader reader) throws IOException, InterruptedException {
        while (reader.quiet().compareTo(ledger.lost() > 0 ? SETTLE : QUIET) < 0) {
            scorers.tend();
            TimeUnit.MILLISECONDS.sleep(200);
        }
    }

    private static Thread thread(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }
}
