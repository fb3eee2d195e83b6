package io.clipstream.app.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.app.client.Deployment;
import io.clipstream.app.client.TopicAdmin;
import io.clipstream.testing.Patience;
import io.clipstream.testing.Stack;
import io.clipstream.testing.StackExtension;
import io.clipstream.testing.TestDeployment;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(StackExtension.class)
class TopicPartitionsIT {
    @TempDir
    private Path state;

    @Test
    void saysWhatIsThereAndNotWhatIsConfigured(Stack stack) throws Exception {
        // Given a topic of two partitions that has grown, and one that nobody made
        Deployment deployment = TestDeployment.of(stack, state);
        try (TopicAdmin topics = new TopicAdmin(deployment)) {
            topics.apply();
        }
        String images = deployment.topics().images().name();
        try (Admin admin = deployment.clients().admin()) {
            admin.createPartitions(Map.of(images, NewPartitions.increaseTo(3)))
                    .all()
                    .get();
        }
        TopicPartitions partitions = new TopicPartitions(deployment.clients());

        // When, Then
        Patience.await()
                .untilAsserted(() -> assertThat(partitions.of(images, true)).hasValue(3));
        assertThat(partitions.of(images, false)).hasValue(3);
        assertThat(partitions.of(stack.prefix() + "nothing", true)).isEmpty();
    }
}
