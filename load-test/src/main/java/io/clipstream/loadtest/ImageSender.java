package io.clipstream.loadtest;

import io.clipstream.schemas.ImageEvent;
import io.clipstream.schemas.InlineImage;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Sends images when they are due, and never slows down because the system does; runs on its caller's thread. */
final class ImageSender {
    private final Producer<String, ImageEvent> producer;
    private final String topic;
    private final String task;
    private final ImageIds ids;
    private final List<byte[]> images;

    /**
     * @param images encoded images, sent in turn
     */
    ImageSender(Producer<String, ImageEvent> producer, String topic, String task, ImageIds ids, List<byte[]> images) {
        this.producer = producer;
        this.topic = topic;
        this.task = task;
        this.ids = ids;
        this.images = List.copyOf(images);
    }

    /** Sends {@code count} images and waits until the broker has answered for each. */
    void send(Schedule schedule, long count, Ledger ledger) {
        for (long i = 0; i < count; i++) {
            for (long wait = schedule.dueNanos(i) - System.nanoTime();
                    wait > 0;
                    wait = schedule.dueNanos(i) - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
            byte[] image = images.get((int) (i % images.size()));
            ImageEvent event = ImageEvent.newBuilder()
                    .setTask(task)
                    .setEventTime(Instant.now())
                    .setContent(new InlineImage(ByteBuffer.wrap(image)))
                    .setAttributes(Map.of())
                    .build();
            ledger.sent();
            producer.send(new ProducerRecord<>(topic, ids.id(i), event), (metadata, failure) -> {
                if (failure != null) {
                    ledger.refused();
                }
            });
        }
        producer.flush();
    }
}
