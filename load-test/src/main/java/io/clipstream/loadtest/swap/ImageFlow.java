package io.clipstream.loadtest.swap;

import io.clipstream.app.client.Deployment;
import io.clipstream.schemas.ImageEvent;
import io.clipstream.schemas.InlineImage;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Sends numbered images of all tasks in turn, at a set rate, until told to stop; one thread. */
final class ImageFlow implements Runnable {
    private static final String PREFIX = "image-";
    private static final int BYTES = 256;

    private final Deployment deployment;
    private final int tasks;
    private final double perSecond;
    private final AtomicInteger taken = new AtomicInteger();
    private volatile boolean stopped;

    ImageFlow(Deployment deployment, int tasks, double perSecond) {
        this.deployment = deployment;
        this.tasks = tasks;
        this.perSecond = perSecond;
    }

    @Override
    public void run() {
        try (Producer<String, ImageEvent> producer =
                deployment.clients().producer(deployment.topics().images())) {
            long begin = System.nanoTime();
            for (int i = 0; !stopped; i++) {
                long due = begin + (long) (i * 1e9 / perSecond);
                for (long wait = due - System.nanoTime(); wait > 0 && !stopped; wait = due - System.nanoTime()) {
                    LockSupport.parkNanos(wait);
                }
                send(producer, i);
            }
            producer.flush();
        }
    }

    private void send(Producer<String, ImageEvent> producer, int number) {
        byte[] payload = new byte[BYTES];
        payload[0] = (byte) imageClass(number);
        ImageEvent event = ImageEvent.newBuilder()
                .setTask(SwapPlan.task(number % tasks))
                .setEventTime(Instant.now())
                .setContent(new InlineImage(ByteBuffer.wrap(payload)))
                .setAttributes(new HashMap<>())
                .build();
        String topic = deployment.topics().images().name();
        producer.send(new ProducerRecord<>(topic, PREFIX + number, event), (metadata, failure) -> {
            if (failure == null) {
                taken.incrementAndGet();
            }
        });
    }

    /** The number in an image id; -1 if it is none of ours. */
    static int number(String id) {
        String digits = id.startsWith(PREFIX) ? id.substring(PREFIX.length()) : "";
        return digits.matches("\\d{1,9}") ? Integer.parseInt(digits) : -1;
    }

    /** The class that image number n is of; in no step with its task. */
    static int imageClass(int number) {
        return number / 7 % VersionCode.CLASSES;
    }

    /** Images that the brokers took. */
    int taken() {
        return taken.get();
    }

    /** After the image that is on its way, {@link #run} waits for every answer and ends. */
    void stop() {
        stopped = true;
    }
}
