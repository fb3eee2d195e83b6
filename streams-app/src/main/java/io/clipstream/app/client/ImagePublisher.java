package io.clipstream.app.client;

import io.clipstream.claim.ImageDepot;
import io.clipstream.schemas.ImageEvent;
import io.clipstream.schemas.ImageReference;
import io.clipstream.schemas.InlineImage;
import io.clipstream.topology.Topic;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HashMap;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * Sends images as events; safe for use by many threads.
 *
 * <p>With a store, images that are too large for a record, or for whoever reads it, are laid there first, and their events
 * say where.
 */
public final class ImagePublisher implements AutoCloseable {
    /** Room in a record for what stands beside the image. */
    private static final int OVERHEAD = 1024;

    private final Topic<ImageEvent> topic;
    private final int maxRecordBytes;
    private final int maxInlineBytes;
    private final int maxStoredBytes;
    private final ImageDepot store;
    private final Producer<String, ImageEvent> producer;

    /** Sends all images inside their records. */
    public ImagePublisher(Deployment deployment) {
        this(deployment, null, Long.MAX_VALUE);
    }

    /**
     * Lays large images into a store.
     *
     * @param store closed with the publisher; null for none
     * @param storeAbove images of more bytes go there, and those that no record holds
     */
    public ImagePublisher(Deployment deployment, ImageDepot store, long storeAbove) {
        this.store = store;
        this.topic = deployment.topics().images();
        this.maxRecordBytes = deployment.config().topics().sizes().maxRecordBytes();
        this.maxInlineBytes = (int) Math.min(storeAbove, maxRecordBytes - OVERHEAD);
        this.maxStoredBytes = deployment.config().claim().limits().maxBytes();
        this.producer = deployment.clients().producer(topic);
    }

    /** Why an image of so many bytes cannot be sent, if so. */
    Optional<String> tooLarge(String imageId, long bytes) {
        if (store == null) {
            return problem(imageId, bytes, "topics.max.record.bytes", maxRecordBytes - OVERHEAD, maxRecordBytes);
        }
        // The score role would not fetch it.
        return bytes <= maxInlineBytes
                ? Optional.empty()
                : problem(imageId, bytes, "claim.max.bytes", maxStoredBytes, maxStoredBytes);
    }

    private static Optional<String> problem(String imageId, long bytes, String key, int most, int configured) {
        return bytes <= most
                ? Optional.empty()
                : Optional.of("image '" + imageId + "' has " + bytes + " bytes, " + key + " allows " + configured);
    }

    /**
     * Sends one image; stores it before, on the calling thread, if it goes into the store.
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
        Object content;
        try {
            content = content(encoded);
        } catch (IOException e) {
            return CompletableFuture.failedFuture(new RefusedException(e.getMessage(), e));
        }
        ImageEvent event = ImageEvent.newBuilder()
                .setTask(task)
                .setEventTime(eventTime)
                .setContent(content)
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

    private Object content(byte[] encoded) throws IOException {
        if (store == null || encoded.length <= maxInlineBytes) {
            return new InlineImage(ByteBuffer.wrap(encoded));
        }
        ImageDepot.Stored stored = store.put(encoded);
        return new ImageReference(stored.uri(), stored.sha256());
    }

    /** Waits until everything sent so far is with the brokers. */
    public void flush() {
        producer.flush();
    }

    @Override
    public void close() {
        producer.close();
        if (store != null) {
            store.close();
        }
    }
}
