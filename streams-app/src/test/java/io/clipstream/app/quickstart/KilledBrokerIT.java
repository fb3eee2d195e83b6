package io.clipstream.app.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.testing.Patience;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.metadata.BrokerRegistrationChangeRecord;
import org.apache.kafka.common.metadata.RegisterBrokerRecord;
import org.apache.kafka.metadata.util.BatchFileReader;
import org.apache.kafka.raft.Batch;
import org.apache.kafka.server.common.ApiMessageAndVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KilledBrokerIT {
    /** Kafka leaves transactions open in about half of such starts. */
    private static final int KILLS = 2;

    @TempDir
    private Path folder;

    @Test
    void endsEveryTransactionThatAKillInterrupted() throws Exception {
        for (int kill = 0; kill < KILLS; kill++) {
            // Given a broker that is killed while producers are in the middle of transactions
            ChildJvm child = ChildJvm.start(TransactionsChild.class, folder.toString());
            child.kill();
            // When it starts again, as cold as before
            ChildJvm again = ChildJvm.start(BrokerChild.class, folder.toString());
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", again.line()))) {
                // Then readers of committed records soon get to the end: the producers' own time limit is 5 s
                Patience.await().atMost(Duration.ofSeconds(45)).untilAsserted(() -> assertThat(open(admin))
                        .as("last stable offset and end of partitions with open transactions")
                        .isEmpty());
            } finally {
                again.kill();
            }
        }
        assertFencedByAControllerOfItsOwnEachTime();
    }

    /** On a busy machine Kafka itself may take so long that the broker is found gone, and the rest says nothing. */
    private void assertFencedByAControllerOfItsOwnEachTime() throws Exception {
        int registered = -1;
        // The first start has nothing to fence.
        int fenced = 0;
        int starts = 0;
        for (Path segment : segments()) {
            try (BatchFileReader log =
                    new BatchFileReader.Builder().setPath(segment.toString()).build()) {
                while (log.hasNext()) {
                    Batch<ApiMessageAndVersion> batch = log.next().batch();
                    for (ApiMessageAndVersion record : batch.records()) {
                        if (record.message() instanceof BrokerRegistrationChangeRecord change && change.fenced() == 1) {
                            fenced = batch.epoch();
                        } else if (record.message() instanceof RegisterBrokerRecord) {
                            // Each start of the node is an epoch of its controller.
                            assertThat(fenced)
                                    .as("epoch of the fence before start %d in epoch %d", starts, batch.epoch())
                                    .isGreaterThan(registered)
                                    .isLessThan(batch.epoch());
                            registered = batch.epoch();
                            fenced = -1;
                            starts++;
                        }
                    }
                }
            }
        }
        assertThat(starts).isEqualTo(2 * KILLS);
    }

    private List<Path> segments() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(
                            file -> file.getParent().getFileName().toString().equals("__cluster_metadata-0")
                                    && file.toString().endsWith(".log"))
                    .sorted()
                    .toList();
        }
    }

    private static Map<TopicPartition, String> open(Admin admin) throws ExecutionException, InterruptedException {
        Map<TopicPartition, Long> stable = ends(admin, IsolationLevel.READ_COMMITTED);
        Map<TopicPartition, Long> all = ends(admin, IsolationLevel.READ_UNCOMMITTED);
        assertThat(all.values()).allMatch(end -> end > 0);
        Map<TopicPartition, String> open = new TreeMap<>((a, b) -> a.topic().compareTo(b.topic()));
        all.forEach((partition, end) -> {
            if (stable.get(partition) < end) {
                open.put(partition, stable.get(partition) + " of " + end);
            }
        });
        return open;
    }

    private static Map<TopicPartition, Long> ends(Admin admin, IsolationLevel level)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> latest = TransactionsChild.TOPICS.stream()
                .collect(Collectors.toMap(topic -> new TopicPartition(topic, 0), topic -> OffsetSpec.latest()));
        return admin.listOffsets(latest, new ListOffsetsOptions(level)).all().get().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().offset()));
    }
}
