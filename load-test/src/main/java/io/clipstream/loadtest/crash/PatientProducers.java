package io.clipstream.loadtest.crash;

import io.clipstream.app.client.Deployment;
import io.clipstream.topology.Topic;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Producers that never give up: what is sent must not depend on which broker is down. */
final class PatientProducers {
    private PatientProducers() {}

    static <T> Producer<String, T> of(Deployment deployment, Topic<T> topic) {
        Map<String, Object> settings = deployment.config().kafka().client("producer");
        settings.remove("transaction.timeout.ms");
        settings.put("acks", "all");
        settings.put("enable.idempotence", "true");
        settings.put("delivery.timeout.ms", Integer.toString(Integer.MAX_VALUE));
        settings.put("max.block.ms", Integer.toString(Integer.MAX_VALUE));
        settings.put("linger.ms", "5");
        return new KafkaProducer<>(
                settings, new StringSerializer(), topic.values().serializer());
    }
}
