package io.clipstream.loadtest.swap;

import io.clipstream.app.client.Deployment;
import io.clipstream.app.client.TopicAdmin;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** One swap run: images flow, versions are published, instances come and go; what came of it at the end; one thread. */
final class SwapRun {
    private static final Duration START = Duration.ofMinutes(3);
    private static final Duration SETTLE = Duration.ofMinutes(3);
    /** Longer than a session and a transaction together: what has not come twice by then will not. */
    private static final Duration QUIET = Duration.ofSeconds(8);
    /** Between two moves of instances, in seconds: least, and how much may be added. */
    private static final int MOVE_LEAST = 4;

    private static final int MOVE_MORE = 8;

    private final SwapOptions options;
    private final SwapSetup setup;
    private final PrintWriter log;
    private final List<Pointer> pointers = new ArrayList<>();
    private final Random random;

    SwapRun(SwapOptions options, SwapSetup setup, PrintWriter log) {
        this.options = options;
        this.setup = setup;
        this.log = log;
        this.random = new Random(options.seed() + 1);
    }

    /** Runs it against a cluster that is up. */
    SwapOutcome run() throws IOException, InterruptedException {
        Deployment deployment = setup.deployment();
        try (TopicAdmin topics = new TopicAdmin(deployment)) {
            topics.apply();
        }
        Fleet fleet = new Fleet(setup, options.perBatch(), options.seed());
        ImageFlow flow = new ImageFlow(deployment, options.tasks(), options.rate());
        Sightings sightings = new Sightings(deployment);
        Thread sending = thread(flow, "swap-images");
        Thread reading = thread(sightings, "swap-reader");
        try (VersionPublisher publisher = new VersionPublisher(deployment)) {
            SwapPlan plan = new SwapPlan(options.seed(), options.tasks(), publisher);
            pointers.addAll(plan.first());
            for (int i = 0; i < options.instances(); i++) {
                fleet.add(false);
            }
            reading.start();
            awaitReady(fleet);
            sending.start();
            awaitFirst(fleet, sightings);
            long begin = InstanceDiary.micros();
            publish(plan, fleet);
            flow.stop();
            sending.join();
            log.println("all versions are published; waiting for the last images");
            settle(fleet, flow, sightings);
            return new SwapOutcome(
                    options,
                    begin,
                    (InstanceDiary.micros() - begin) / 1e6 - sightings.quiet().toMillis() / 1e3,
                    flow.taken(),
                    sightings,
                    List.copyOf(pointers),
                    fleet.stories(),
                    fleet.moves(),
                    fleet.brokeDown());
        } finally {
            flow.stop();
            fleet.close();
            sightings.stop();
            reading.join();
        }
    }

    private void publish(SwapPlan plan, Fleet fleet) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        long versions = 0;
        long nextMove = begin + moveNanos();
        int published = 0;
        while (versions < options.versions()) {
            long due = begin + (long) (published++ * 1e9 / options.versionsPerSecond());
            TimeUnit.NANOSECONDS.sleep(Math.max(0, due - System.nanoTime()));
            Pointer pointer = plan.next();
            pointers.add(pointer);
            if (pointer.kind() != Pointer.Kind.ROLLBACK && ++versions % 500 == 0) {
                log.printf("%6.0f s  %d versions%n", (System.nanoTime() - begin) / 1e9, versions);
                log.flush();
            }
            if (System.nanoTime() > nextMove) {
                fleet.move();
                nextMove = System.nanoTime() + moveNanos();
            }
        }
    }

    private long moveNanos() {
        return TimeUnit.MILLISECONDS.toNanos(MOVE_LEAST * 1000L + random.nextInt(MOVE_MORE * 1000));
    }

    private void awaitReady(Fleet fleet) throws IOException, InterruptedException {
        await(fleet, fleet::ready, "no instance was ready");
    }

    private void awaitFirst(Fleet fleet, Sightings sightings) throws IOException, InterruptedException {
        await(fleet, () -> sightings.answered() > 0, "no image was scored");
    }

    /** A condition that reads files. */
    private interface Condition {
        boolean holds() throws IOException;
    }

    private void await(Fleet fleet, Condition condition, String failure) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + START.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        failure + " within " + START.toSeconds() + " s; logs in " + setup.state());
            }
            fleet.mend();
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    /** Until all is answered and nothing more comes, or nothing has come for so long that nothing will. */
    private void settle(Fleet fleet, ImageFlow flow, Sightings sightings) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + SETTLE.toNanos();
        while (System.nanoTime() < deadline
                && (sightings.answered() < flow.taken() || sightings.quiet().compareTo(QUIET) < 0)) {
            fleet.mend();
            TimeUnit.MILLISECONDS.sleep(200);
        }
    }

    private static Thread thread(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }
}
