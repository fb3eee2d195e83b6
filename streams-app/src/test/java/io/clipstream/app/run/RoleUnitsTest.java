package io.clipstream.app.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.app.client.Deployment;
import io.clipstream.app.config.ConfigKeys;
import io.clipstream.app.config.ConfigLoader;
import io.clipstream.app.config.ConfigSources;
import io.clipstream.app.metrics.Metrics;
import io.clipstream.app.quickstart.Installation;
import io.clipstream.clip.Backbone;
import io.clipstream.clip.ClipModel;
import io.clipstream.clip.LoadOptions;
import io.clipstream.testing.Patience;
import io.clipstream.topology.AdapterTailListener;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.apache.kafka.common.config.ConfigException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A role that cannot be made leaves nothing behind that goes on by itself. */
class RoleUnitsTest {
    @TempDir
    private Path state;

    @Test
    void theScoreRoleLeavesNoThreadBehind() throws Exception {
        try (Backbone model = ClipModel.load(Installation.locate().demoModel(), LoadOptions.imageTower());
                Metrics metrics = new Metrics()) {
            assertLeavesNoThread(() -> new ScoreUnit(deployment(), model, metrics, AdapterTailListener.NONE));
        }
    }

    @Test
    void theCollectRoleLeavesNoThreadBehind() throws Exception {
        try (Metrics metrics = new Metrics()) {
            assertLeavesNoThread(() -> new CollectUnit(deployment(), metrics));
        }
    }

    /** Of settings that every client takes, and Kafka Streams, which comes last, refuses. */
    private Deployment deployment() {
        return Deployment.of(ConfigLoader.load(new ConfigSources()
                .set(ConfigKeys.BOOTSTRAP_SERVERS, "127.0.0.1:1", "test")
                .set(ConfigKeys.REGISTRY_URL, "mock://role-units", "test")
                .set(ConfigKeys.STATE_DIRECTORY, state, "test")
                .set("kafka.acceptable.recovery.lag", "-5", "test")));
    }

    private static void assertLeavesNoThread(ThrowingCallable make) {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        assertThatThrownBy(make).isInstanceOf(ConfigException.class);
        Patience.await().untilAsserted(() -> {
            Set<Thread> now = new HashSet<>(Thread.getAllStackTraces().keySet());
            now.removeAll(before);
            assertThat(now).extracting(Thread::getName).noneMatch(name -> name.startsWith("clipstream-"));
        });
    }
}
