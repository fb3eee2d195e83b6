package io.clipstream.app.client;

import io.clipstream.schemas.ImageEvent;
import io.clipstream.schemas.InlineImage;
import io.clipstream.topology.Topic;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HashMap;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/** Sends images as events; safe for use by many threads. */
public final class ImagePublisher implements AutoCloseable {
    /** Room in a record for what stands beside the image. */
    private static final int OVERHEAD = 1024;

    private final Topic<ImageEvent> topic;
    private final int maxRecordBytes;
    private final Producer<String, ImageEvent> producer;

    public ImagePublisher(Deployment deployment) {
        this.topic = deployment.topics().images();
        this.maxRecordBytes = deployment.config().topics().sizes().maxRecordBytes();
        this.producer = deployment.clients().producer(topic);
    }

    /** Why an image of so many bytes cannot be sent, if so. */
    Optional<String> tooLarge(String imageId, long bytes) {
        return bytes <= maxRecordBytes - OVERHEAD
                ? Optional.empty()
                : Optional.of("image '" + imageId + "' has " + bytes + " bytes, topics.max.record.bytes allows "
                        + maxRecordBytes);
    }

    /**
     * Sends one image.
     *
     * @param imageId key of the event and of its prediction
     * @param encoded the file's bytes, not to be changed afterwards
     * @param source what the image comes from, or null
     * @return completes when the brokers have it
     */
    public CompletableFuture<RecordMetadata> send(
            String task, String imageId, byte[] encoded, Instant eventTime, String source) {
        Optional<String> tooLarge = tooLarge(imageId, encoded.length);
        if (tooLarge.isPresent()) {
            return CompletableFuture.failedFuture(new RefusedException(tooLarge.get()));
        }
        ImageEvent event = ImageEvent.newBuilder()
                .setTask(task)
                .setEventTime(eventTime)
                .setContent(new InlineImage(ByteBuffer.wrap(encoded)))
                .setSource(source)
                .setAttributes(new HashMap<>())
                .build();
        CompletableFuture<RecordMetadata> sent = new CompletableFuture<>();
        producer.send(new ProducerRecord<>(topic.name(), imageId, event), (metadata, error) -> {
            if (error == null) {
                sent.complete(metadata);
            } else {
                sent.completeExceptionally(error);
            }
        });
        return sent;
    }

    /** Waits until everything sent so far is with the brokers. */
    public void flush() {
        producer.flush();
    }

    @Override
    public void close() {
        producer.close();
    }
}
