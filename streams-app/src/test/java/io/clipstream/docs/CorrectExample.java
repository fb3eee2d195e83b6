package io.clipstream.docs;

import io.clipstream.schemas.Correction;
import io.clipstream.schemas.CorrectionKind;
import io.clipstream.schemas.CorrectionOrigin;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** The README's labeller, compiled and run by the tests. */
final class CorrectExample {
    private CorrectExample() {}

    static void correct(String brokers, String registry, String topic, String task, String imageId, String label)
            throws ExecutionException, InterruptedException {
        // snippet
        Map<String, Object> config = Map.of(
                "bootstrap.servers",
                brokers,
                "schema.registry.url",
                registry,
                "key.serializer",
                "org.apache.kafka.common.serialization.StringSerializer",
                "value.serializer",
                "io.clipstream.serde.ClipstreamAvroSerializer");
        try (var producer = new KafkaProducer<String, Correction>(config)) {
            Correction correction = Correction.newBuilder()
                    .setCorrectionId(UUID.randomUUID()) // the same id twice counts once
                    .setTask(task)
                    .setKind(CorrectionKind.LABEL) // or NONE_OF_THESE, or WITHDRAWAL
                    .setLabel(label)
                    .setOrigin(CorrectionOrigin.REVIEW)
                    .setAnnotator("ann")
                    .setEventTime(Instant.now())
                    .build();
            producer.send(new ProducerRecord<>(topic, imageId, correction)).get();
        }
        // end
    }
}
