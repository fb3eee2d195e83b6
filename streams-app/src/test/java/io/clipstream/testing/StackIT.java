package io.clipstream.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(StackExtension.class)
class StackIT {
    @Test
    void carriesARecordFromAProducerToAConsumer(Stack stack) throws Exception {
        // Given
        String topic = stack.createTopic("greetings", 2);
        try (KafkaProducer<String, String> producer = stack.producer(new StringSerializer(), new StringSerializer());
                KafkaConsumer<String, String> consumer =
                        stack.consumer(new StringDeserializer(), new StringDeserializer())) {
            // When
            producer.send(new ProducerRecord<>(topic, "who", "world")).get();
            consumer.subscribe(List.of(topic));
            // Then
            ConsumerRecord<String, String> found = Patience.await()
                    .until(() -> consumer.poll(Duration.ofMillis(200)).iterator(), java.util.Iterator::hasNext)
                    .next();
            assertThat(found.value()).isEqualTo("world");
            assertThat(topic).startsWith("stack-it-");
        }
    }

    @Test
    void hasARegistryThatAnswers(Stack stack) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(stack.registryUrl() + "/subjects"))
                .build();
        assertThat(HttpClient.newHttpClient()
                        .send(request, BodyHandlers.ofString())
                        .body())
                .startsWith("[");
    }
}
