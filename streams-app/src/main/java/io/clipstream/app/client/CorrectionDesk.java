package io.clipstream.app.client;

import io.clipstream.schemas.Coordinates;
import io.clipstream.schemas.Correction;
import io.clipstream.schemas.CorrectionKind;
import io.clipstream.schemas.CorrectionOrigin;
import io.clipstream.topology.Topic;
import java.time.Clock;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/** Sends corrections; safe for use by many threads. */
public final class CorrectionDesk implements AutoCloseable {
    private final Topic<Correction> topic;
    private final Producer<String, Correction> producer;
    private final String annotator;
    private final Clock clock;

    /** For corrections that say themselves who made them and when. */
    public CorrectionDesk(Deployment deployment) {
        this(deployment, null, Clock.systemUTC());
    }

    /** For corrections of one annotator as they are made. */
    public CorrectionDesk(Deployment deployment, String annotator, Clock clock) {
        this.topic = deployment.topics().corrections();
        this.producer = deployment.clients().producer(topic);
        this.annotator = annotator;
        this.clock = clock;
    }

    /**
     * Sends one correction of this desk's annotator, said now.
     *
     * @param label the class, for kind LABEL; null otherwise
     * @param prediction where the prediction lies, or null if the client does not know
     * @return its id, once the brokers have it
     */
    public CompletableFuture<UUID> send(
            String task,
            String imageId,
            CorrectionKind kind,
            String label,
            CorrectionOrigin origin,
            Coordinates prediction) {
        Correction correction = Correction.newBuilder()
                .setCorrectionId(UUID.randomUUID())
                .setTask(task)
                .setKind(kind)
                .setLabel(label)
                .setOrigin(origin)
                .setAnnotator(annotator)
                .setEventTime(clock.instant())
                .setPrediction(prediction)
                .build();
        return send(imageId, correction).thenApply(at -> correction.getCorrectionId());
    }

    /**
     * Sends a correction as it is.
     *
     * @return where it lies, once the brokers have it
     */
    public CompletableFuture<RecordMetadata> send(String imageId, Correction correction) {
        CompletableFuture<RecordMetadata> sent = new CompletableFuture<>();
        producer.send(new ProducerRecord<>(topic.name(), imageId, correction), (metadata, error) -> {
            if (error == null) {
                sent.complete(metadata);
            } else {
                sent.completeExceptionally(error);
            }
        });
        return sent;
    }

    @Override
    public void close() {
        producer.close();
    }
}
