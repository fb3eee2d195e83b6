package io.clipstream.app.quickstart;

import io.clipstream.app.client.ImagePublisher;
import io.clipstream.app.client.RefusedException;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends a source's images at a set rate, on a thread of its own. */
final class DemoProducer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DemoProducer.class);

    private static final double SLOW_START = 0.2;
    private static final double RAMP_NANOS = 10e9;

    /** Seconds at full rate that are missing because of the slow start. */
    static final double RAMP_LOSS = 4;

    private final ImageSource source;
    private final ImagePublisher publisher;
    private final TruthBook book;
    private final Remarks remarks;
    private final String task;
    private final long intervalNanos;
    private volatile boolean exhausted;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "quickstart-producer");

    /**
     * A producer.
     *
     * @param rate images a second, positive
     */
    DemoProducer(ImageSource source, ImagePublisher publisher, TruthBook book, double rate, Remarks remarks) {
        this.source = source;
        this.publisher = publisher;
        this.book = book;
        this.remarks = remarks;
        this.task = source.task().getTask();
        this.intervalNanos = (long) (1e9 / rate);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            long began = System.nanoTime();
            long due = began;
            Optional<DemoImage> image = next();
            while (image.isPresent()) {
                // Drawing takes time too: the next image is ready before it is due.
                if (stopped.await(Math.max(0, due - System.nanoTime()), TimeUnit.NANOSECONDS)) {
                    return;
                }
                send(image.get());
                due += interval(due - began);
                image = next();
            }
            exhausted = true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.error("No more images are sent", e);
            remarks.important("no more images are sent: " + e.getMessage());
        } finally {
            stopped.countDown();
            publisher.flush();
        }
    }

    /** The next image that can be had; what cannot is counted and said. */
    private Optional<DemoImage> next() {
        while (stopped.getCount() > 0) {
            try {
                return source.next();
            } catch (RefusedException e) {
                refuse(e.getMessage());
            }
        }
        return Optional.empty();
    }

    private void refuse(String why) {
        book.countNotSent();
        remarks.refusal(why);
    }

    /** The time to the next image: from a fifth of the rate to all of it within the first seconds. */
    private long interval(long sinceStart) {
        return (long) (intervalNanos / Math.min(1, SLOW_START + (1 - SLOW_START) * sinceStart / RAMP_NANOS));
    }

    private void send(DemoImage image) {
        book.enter(image.id(), image.label(), System.nanoTime());
        publisher.send(task, image.id(), image.encoded(), Instant.now(), null).whenComplete((metadata, error) -> {
            if (error == null) {
                book.acknowledge();
            } else {
                refuse("image " + image.id() + " was not sent: " + error.getMessage());
            }
        });
    }

    /** Whether there are no more images to come. */
    boolean isDone() {
        return stopped.getCount() == 0;
    }

    /** Whether all images of the source were sent. */
    boolean isExhausted() {
        return exhausted;
    }

    /** Stops sending and waits until the brokers have what was sent. */
    @Override
    public void close() {
        stopped.countDown();
        try {
            thread.join(10_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        publisher.close();
    }
}
