package io.clipstream.docs;

import io.clipstream.schemas.ImageEvent;
import io.clipstream.schemas.InlineImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** The README's producer, compiled and run by the tests. */
final class PublishExample {
    private PublishExample() {}

    static void publish(String brokers, String registry, String topic, String task, String imageId, Path file)
            throws IOException, ExecutionException, InterruptedException {
        // snippet
        Map<String, Object> config = Map.of(
                "bootstrap.servers", brokers,
                "schema.registry.url", registry,
                "key.serializer", "org.apache.kafka.common.serialization.StringSerializer",
                "value.serializer", "io.clipstream.serde.ClipstreamAvroSerializer", // or Confluent's
                "compression.type", "none");
        try (var producer = new KafkaProducer<String, ImageEvent>(config)) {
            ImageEvent event = ImageEvent.newBuilder()
                    .setTask(task)
                    .setEventTime(Instant.now())
                    .setContent(new InlineImage(ByteBuffer.wrap(Files.readAllBytes(file))))
                    .build();
            producer.send(new ProducerRecord<>(topic, imageId, event)).get();
        }
        // end
    }
}
