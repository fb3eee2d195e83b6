package io.clipstream.app.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.testing.Patience;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerIT {
    private static final String TOPIC = "kept";

    @TempDir
    private Path folder;

    @Test
    void keepsTopicsRecordsAndAddressOverARestart() throws Exception {
        // Given a broker with one record, closed
        String address;
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder)) {
            address = broker.bootstrapServers();
            createTopic(address);
            send(address, "before", new byte[] {1});
        }
        // When it starts again on its folder
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder)) {
            send(broker.bootstrapServers(), "after", new byte[] {2});
            // Then clients find it where it was, with all it had
            assertThat(broker.bootstrapServers()).isEqualTo(address);
            assertThat(keys(address, 2)).containsExactly("before", "after");
        }
    }

    @Test
    void takesAnImageOfThirtyTwoMebibytes() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder)) {
            // Given
            createTopic(broker.bootstrapServers());
            // When
            send(broker.bootstrapServers(), "large", new byte[32 * 1024 * 1024]);
            // Then
            assertThat(keys(broker.bootstrapServers(), 1)).containsExactly("large");
        }
    }

    @Test
    void keepsRecordsThatWereAcknowledgedBeforeAKill() throws Exception {
        // Given a broker in another process, with an acknowledged record
        ChildJvm child = ChildJvm.start(BrokerChild.class, folder.toString());
        createTopic(child.line());
        send(child.line(), "acknowledged", new byte[] {1});
        // When that process is killed and the folder is taken up here
        child.kill();
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder)) {
            // Then
            assertThat(broker.bootstrapServers()).isEqualTo(child.line());
            assertThat(keys(broker.bootstrapServers(), 1)).containsExactly("acknowledged");
        }
    }

    @Test
    void doesNotLetMembersOfTheLastRunHoldUpTheirGroup() throws Exception {
        // Given a run whose member never left its group
        String address;
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder)) {
            address = broker.bootstrapServers();
            createTopic(address);
            send(address, "first", new byte[] {1});
            KafkaConsumer<String, byte[]> member = reader(address);
            awaitKeys(member, 1);
            member.close(CloseOptions.groupMembershipOperation(CloseOptions.GroupMembershipOperation.REMAIN_IN_GROUP));
        }
        // When the broker starts again
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder)) {
            // Then a new member gets the partition long before anybody would wait no more for the old one
            assertThat(keys(broker.bootstrapServers(), 1)).containsExactly("first");
        }
    }

    @Test
    void movesToOtherPortsWhenItsOwnAreTaken() throws Exception {
        // Given a closed broker whose port somebody else has taken
        String address;
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder)) {
            address = broker.bootstrapServers();
            createTopic(address);
            send(address, "before", new byte[] {1});
        }
        try (ServerSocket other = take(address)) {
            // When
            try (EmbeddedBroker broker = EmbeddedBroker.start(folder)) {
                // Then
                assertThat(broker.bootstrapServers()).isNotEqualTo("127.0.0.1:" + other.getLocalPort());
                assertThat(keys(broker.bootstrapServers(), 1)).containsExactly("before");
            }
        }
    }

    @Test
    void refusesAFolderThatAnotherBrokerUses() {
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder)) {
            assertThat(broker.bootstrapServers()).startsWith("127.0.0.1:");
            assertThatThrownBy(() -> EmbeddedBroker.start(folder))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("in use by another running Clipstream")
                    .hasMessageContaining(folder.toString());
        }
    }

    @Test
    void saysWhyItCannotStartAndLeavesTheJvmAlive() {
        assertThatThrownBy(() -> EmbeddedBroker.start(folder, Map.of("log.cleaner.threads", "none")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("log.cleaner.threads");
    }

    private static ServerSocket take(String address) throws IOException {
        int port = Integer.parseInt(address.substring(address.indexOf(':') + 1));
        return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
    }

    private static void createTopic(String address) throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", address))) {
            admin.createTopics(Set.of(new NewTopic(TOPIC, Optional.of(1), Optional.empty())))
                    .all()
                    .get();
        }
    }

    private static void send(String address, String key, byte[] value) throws ExecutionException, InterruptedException {
        int limit = 40 * 1024 * 1024;
        Map<String, Object> settings =
                Map.of("bootstrap.servers", address, "max.request.size", limit, "buffer.memory", (long) limit);
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(TOPIC, key, value)).get();
        }
    }

    private static List<String> keys(String address, int count) {
        try (KafkaConsumer<String, byte[]> consumer = reader(address)) {
            return awaitKeys(consumer, count);
        }
    }

    private static KafkaConsumer<String, byte[]> reader(String address) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", address,
                "group.id", "reader",
                // Longer than this test waits: whoever has not left is taken for alive.
                "session.timeout.ms", "1500000",
                "auto.offset.reset", "earliest",
                "enable.auto.commit", "false");
        KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
        consumer.subscribe(List.of(TOPIC));
        return consumer;
    }

    private static List<String> awaitKeys(KafkaConsumer<String, byte[]> consumer, int count) {
        List<String> keys = new ArrayList<>();
        Patience.await().until(() -> {
            consumer.poll(Duration.ofMillis(200)).forEach(found -> keys.add(found.key()));
            return keys.size() >= count;
        });
        return keys;
    }
}
