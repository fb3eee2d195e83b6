package io.clipstream.loadtest.run.measure;

import io.clipstream.app.client.CorrectionDesk;
import io.clipstream.app.client.Deployment;
import io.clipstream.loadtest.run.traffic.Load;
import io.clipstream.schemas.Coordinates;
import io.clipstream.schemas.CorrectionKind;
import io.clipstream.schemas.CorrectionOrigin;
import java.time.Clock;
import java.util.SplittableRandom;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A simulated person who knows the truth and labels a share of the predictions some time after they came. */
final class Labeller implements AutoCloseable {
    private final Load load;
    private final double share;
    private final long delayMicros;
    private final CorrectionDesk desk;
    private final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(1);
    private final AtomicLong sent = new AtomicLong();

    /**
     * @param share of the predictions that are labelled, in [0, 1)
     * @param delay in seconds
     */
    Labeller(Deployment deployment, Load load, double share, double delay) {
        this.load = load;
        this.share = share;
        this.delayMicros = (long) (delay * 1e6);
        this.desk = new CorrectionDesk(deployment, "load-test", Clock.systemUTC());
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** Sees a prediction of image {@code index}, and may label it later. */
    void see(long index, String task, Coordinates prediction) {
        // By the image, so that the same seed labels the same ones however fast they come.
        SplittableRandom chance = new SplittableRandom(load.traffic().seed() * 31 + index);
        chance.nextLong();
        if (chance.nextDouble() < share) {
            thread.schedule(() -> label(index, task, prediction), delayMicros, TimeUnit.MICROSECONDS);
        }
    }

    private void label(long index, String task, Coordinates prediction) {
        desk.send(
                        task,
                        load.ids().id(index),
                        CorrectionKind.LABEL,
                        load.truth(index),
                        CorrectionOrigin.SPONTANEOUS,
                        prediction)
                .thenRun(sent::incrementAndGet);
    }

    /** Labels that the brokers have. */
    long sent() {
        return sent.get();
    }

    /** Leaves the labels unsaid that are not due yet. */
    @Override
    public void close() {
        thread.shutdown();
        desk.close();
    }
}
