package io.clipstream.app.quickstart;

import io.clipstream.app.client.ImagePublisher;
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
    private final String task;
    private final long intervalNanos;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "quickstart-producer");

    /**
     * A producer.
     *
     * @param rate images a second, positive
     */
    DemoProducer(ImageSource source, ImagePublisher publisher, TruthBook book, double rate) {
        this.source = source;
        this.publisher = publisher;
        this.book = book;
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
            Optional<DemoImage> image = source.next();
            while (image.isPresent()) {
                // Drawing takes time too: the next image is ready before it is due.
                if (stopped.await(Math.max(0, due - System.nanoTime()), TimeUnit.NANOSECONDS)) {
                    return;
                }
                send(image.get());
                due += interval(due - began);
                image = source.next();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.error("No more images are sent: {}", e.getMessage(), e);
        } finally {
            stopped.countDown();
            publisher.flush();
        }
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
                LOG.error("Image {} was not taken by the broker: {}", image.id(), error.getMessage());
            }
        });
    }

    /** Whether there are no more images to come. */
    boolean isDone() {
        return stopped.getCount() == 0;
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
