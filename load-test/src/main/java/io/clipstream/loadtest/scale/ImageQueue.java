package io.clipstream.loadtest.scale;

import io.clipstream.app.client.Deployment;
import io.clipstream.schemas.ImageEvent;
import io.clipstream.schemas.InlineImage;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Queues numbered images, in turn over the partitions, so that all are equally long; one thread. */
final class ImageQueue implements AutoCloseable {
    private final Producer<String, ImageEvent> producer;
    private final String topic;
    private final int partitions;
    private final Traffic traffic;
    private final List<byte[]> payloads;
    private final AtomicReference<Exception> failure = new AtomicReference<>();
    private int sent;

    /**
     * @param tasks that the images are of, by a Zipf share
     * @param payloads images, sent in turn
     */
    ImageQueue(Deployment deployment, int tasks, List<byte[]> payloads) {
        this.producer = deployment.clients().producer(deployment.topics().images());
        this.topic = deployment.topics().images().name();
        this.partitions = deployment.topics().images().partitions();
        this.traffic = new Traffic(tasks, 1);
        this.payloads = payloads;
    }

    /** Sends one; its id is its number, counted from 0. */
    void send() {
        int number = sent++;
        ImageEvent event = ImageEvent.newBuilder()
                .setTask(HeadWriter.task(traffic.next()))
                .setEventTime(Instant.now())
                .setContent(new InlineImage(ByteBuffer.wrap(payloads.get(number % payloads.size()))))
                .setAttributes(Map.of())
                .build();
        producer.send(
                new ProducerRecord<>(topic, number % partitions, Integer.toString(number), event), (at, error) -> {
                    if (error != null) {
                        failure.compareAndSet(null, error);
                    }
                });
    }

    int sent() {
        return sent;
    }

    /**
     * Waits until the brokers have all of them.
     *
     * @throws IllegalStateException if they refused one
     */
    void flush() {
        producer.flush();
        if (failure.get() != null) {
            throw new IllegalStateException("an image could not be queued: " + failure.get(), failure.get());
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
