package io.clipstream.app.quickstart;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import io.clipstream.app.client.CorrectionDesk;
import io.clipstream.app.client.Deployment;
import io.clipstream.app.client.ImagePublisher;
import io.clipstream.schemas.Promotion;
import java.time.Clock;
import java.util.concurrent.locks.LockSupport;

/** One stream of images with its labeller and its observer, from the first image to the last prediction; one thread. */
final class DemoSession implements AutoCloseable {
    private static final int DRAIN_SECONDS = 60;

    /** The virtual machine does not wait for long after Ctrl-C, and closing everything takes its time too. */
    private static final int DRAIN_SECONDS_WHEN_ASKED = 10;

    private static final long DRAIN_PAUSE_MILLIS = 100;
    private static final double CORRECTIONS_PER_IMAGE = 0.34;

    private final Screen screen;
    private final Interruption interruption;
    private final TruthBook book = new TruthBook();
    private final Remarks remarks = new Remarks();
    private final Tally tally;
    private final Observer observer;
    private final DemoProducer producer;
    private final CorrectionDesk desk;
    private final Labeller labeller;

    DemoSession(Deployment deployment, ImageSource source, double rate, Screen screen, Interruption interruption) {
        this.screen = screen;
        this.interruption = interruption;
        String task = source.task().getTask();
        CorrectionClock clock = new CorrectionClock();
        this.tally = new Tally(book, task, deployment.topics().images().name(), clock, remarks);
        this.observer = new Observer(deployment, tally);
        this.producer = new DemoProducer(source, new ImagePublisher(deployment), book, rate, remarks);
        this.desk = new CorrectionDesk(deployment, "quickstart", Clock.systemUTC());
        this.labeller = new Labeller(desk, task, clock, Math.max(1, rate * CORRECTIONS_PER_IMAGE), 1);
    }

    /**
     * Streams, and returns the last figures.
     *
     * @param seconds how long images are sent; 0 until they end or somebody asks to stop
     */
    Figures run(int seconds) {
        observer.start();
        tally.hireLabeller(labeller);
        producer.start();
        long began = System.nanoTime();
        int tick = 0;
        while (!interruption.await(untilNext(began, ++tick))
                && !producer.isDone()
                && (seconds == 0 || tick < seconds)) {
            show(tick);
        }
        if (producer.isExhausted() && (seconds == 0 || tick < seconds)) {
            remarks.important("all images are used up after " + tick + " s; each is streamed once, so this is the end");
        }
        producer.close();
        double streamed = (System.nanoTime() - began) / 1e9;
        drain(began, tick);
        showNews();
        return tally.figures(streamed);
    }

    /** Waits for what is in flight: up to a minute, or a few seconds from the moment that somebody asks to end. */
    private void drain(long began, int streamedTicks) {
        int tick = streamedTicks;
        long end = System.nanoTime() + SECONDS.toNanos(DRAIN_SECONDS);
        boolean hurried = false;
        while (!isDrained() && System.nanoTime() < end) {
            if (interruption.isAsked() && !hurried) {
                hurried = true;
                end = Math.min(end, System.nanoTime() + SECONDS.toNanos(DRAIN_SECONDS_WHEN_ASKED));
            }
            if (untilNext(began, tick) <= 0) {
                show(tick++);
            }
            if (hurried) {
                // Its await would return at once.
                LockSupport.parkNanos(MILLISECONDS.toNanos(DRAIN_PAUSE_MILLIS));
            } else {
                interruption.await(DRAIN_PAUSE_MILLIS);
            }
        }
    }

    private static long untilNext(long began, int tick) {
        return tick * 1000L - (System.nanoTime() - began) / 1_000_000;
    }

    private void show(int second) {
        showNews();
        screen.tick(tally.figures(second));
    }

    private void showNews() {
        for (Promotion news = tally.nextNews(); news != null; news = tally.nextNews()) {
            screen.promotion(news);
        }
        for (String remark = remarks.next(); remark != null; remark = remarks.next()) {
            screen.note(remark);
        }
    }

    private boolean isDrained() {
        Figures figures = tally.figures(0);
        return figures.predicted() + figures.deadLetters() >= figures.images()
                && figures.open() + figures.openFromEarlierRuns() == 0;
    }

    @Override
    public void close() {
        producer.close();
        desk.close();
        observer.close();
    }
}
