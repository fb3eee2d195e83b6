package io.clipstream.docs;

import io.clipstream.schemas.Prediction;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/** The README's dashboard, compiled and run by the tests. */
final class WatchExample {
    private WatchExample() {}

    static void watch(String brokers, String registry, String topic, BiPredicate<String, Prediction> goOn) {
        // snippet
        Map<String, Object> config = Map.of(
                "bootstrap.servers", brokers,
                "schema.registry.url", registry,
                "group.id", "dashboard",
                "isolation.level", "read_committed",
                "auto.offset.reset", "earliest",
                "key.deserializer", "org.apache.kafka.common.serialization.StringDeserializer",
                "value.deserializer", "io.clipstream.serde.ClipstreamAvroDeserializer",
                "specific.avro.reader", true);
        try (var consumer = new KafkaConsumer<String, Prediction>(config)) {
            consumer.subscribe(List.of(topic));
            boolean watching = true;
            while (watching) {
                for (var record : consumer.poll(Duration.ofMillis(500))) {
                    Prediction p = record.value();
                    var best = p.getTop().get(0);
                    System.out.printf(
                            "%s is %s (%.2f) says version %d%n",
                            record.key(), best.getLabel(), best.getProbability(), p.getAdapterVersion());
                    watching &= goOn.test(record.key(), p);
                }
            }
        }
        // end
    }
}
