package io.clipstream.app.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.topology.Topic;
import java.util.Map;
import org.apache.kafka.common.serialization.Serdes;
import org.junit.jupiter.api.Test;

class TopicPlanTest {
    private final Topic<byte[]> topic =
            new Topic<>("adapters", Serdes.ByteArray(), 3, Map.of("cleanup.policy", "compact"));

    @Test
    void makesWhatIsMissing() {
        assertThat(TopicPlan.missing(topic).lines())
                .containsExactly("+ adapters: 3 partitions {cleanup.policy=compact}");
    }

    @Test
    void altersSettingsAndLeavesPartitions() {
        // Given a topic with another policy and other partitions
        TopicPlan plan = TopicPlan.of(topic, 6, Map.of("cleanup.policy", "delete", "retention.ms", "1"));

        // Then the setting is to be altered, and the partitions are only pointed out
        assertThat(plan.isDone()).isFalse();
        assertThat(plan.lines())
                .containsExactly(
                        "~ adapters: cleanup.policy delete -> compact",
                        "! adapters: has 6 partitions, the configuration says 3; left as it is, since keys would move");
    }

    @Test
    void hasNothingToSayWhereAllIsAsWanted() {
        TopicPlan plan = TopicPlan.of(topic, 3, Map.of("cleanup.policy", "compact"));

        assertThat(plan.isDone()).isTrue();
        assertThat(plan.lines()).isEmpty();
    }
}
