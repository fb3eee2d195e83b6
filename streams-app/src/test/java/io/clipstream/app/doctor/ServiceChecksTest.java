package io.clipstream.app.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.app.client.Deployment;
import io.clipstream.app.client.TopicPlan;
import io.clipstream.app.config.ClipstreamConfig;
import io.clipstream.app.config.ConfigKeys;
import io.clipstream.app.config.ConfigLoader;
import io.clipstream.app.config.ConfigSources;
import io.clipstream.topology.Topic;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.serialization.Serdes;
import org.junit.jupiter.api.Test;

class ServiceChecksTest {
    @Test
    void keepsTheRegistrysCredentialsToItself() {
        // Given a registry that answers, and one that does not, both with user info in the address
        Finding good = registry("mock://user:secret@doctor");
        Finding bad = registry("http://user:secret@127.0.0.1:1");

        // Then both findings name the address, and neither the credentials
        assertThat(good.status()).isEqualTo(Finding.Status.OK);
        assertThat(good.detail()).contains("mock://doctor");
        assertThat(bad.status()).isEqualTo(Finding.Status.FAILED);
        assertThat(bad.detail()).contains("http://127.0.0.1:1");
        assertThat(good.toString() + bad).doesNotContain("secret", "user:");
    }

    @Test
    void keepsSecretsOutOfTheConfigurationsText() {
        ClipstreamConfig config = ConfigLoader.load(new ConfigSources()
                .set(ConfigKeys.REGISTRY_URL, "http://user:hidden1@registry:8081", "test")
                .set("basic.auth.user.info", "user:hidden2", "test")
                .set("kafka.sasl.jaas.config", "password=hidden3", "test"));

        assertThat(config.toString()).contains("sasl.jaas.config").doesNotContain("hidden");
        assertThat(config.kafka().toString()).doesNotContain("hidden");
    }

    @Test
    void namesTopicsWithOtherPartitionsFirst() {
        // Given a topic with another setting and two with other partitions
        List<TopicPlan> plans = List.of(
                new TopicPlan(topic("tasks", 3), true, 3, Map.of("cleanup.policy", "delete")),
                new TopicPlan(topic("images", 6), true, 3, Map.of()),
                new TopicPlan(topic("predictions", 6), true, 12, Map.of()));

        Finding finding = ServiceChecks.differing(plans);

        assertThat(finding.status()).isEqualTo(Finding.Status.WARNING);
        assertThat(finding.detail())
                .isEqualTo("3 topics differ from the configuration: images has 3 partitions, 6 are configured;"
                        + " predictions has 12 partitions, 6 are configured; ...");
        assertThat(finding.remedy()).contains("topics.partitions", "topics plan");
    }

    @Test
    void namesTheSettingThatDiffers() {
        Finding finding = ServiceChecks.differing(
                List.of(new TopicPlan(topic("tasks", 3), true, 3, Map.of("cleanup.policy", "delete"))));

        assertThat(finding.detail())
                .isEqualTo("1 topic differs from the configuration: tasks has another cleanup.policy");
    }

    private static Finding registry(String url) {
        ClipstreamConfig config = ConfigLoader.load(
                new ConfigSources().set(ConfigKeys.REGISTRY_URL, url, "test").set("max.retries", 0, "test"));
        return check(config, "schema registry").run();
    }

    private static Check check(ClipstreamConfig config, String name) {
        return new ServiceChecks(Deployment.of(config))
                .all().stream()
                        .filter(check -> check.name().equals(name))
                        .findFirst()
                        .orElseThrow();
    }

    private static Topic<?> topic(String name, int partitions) {
        return new Topic<>(name, Serdes.ByteArray(), partitions, Map.of("cleanup.policy", "compact"));
    }
}
