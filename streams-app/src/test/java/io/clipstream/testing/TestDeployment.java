package io.clipstream.testing;

import io.clipstream.app.client.Deployment;
import io.clipstream.app.config.ConfigKeys;
import io.clipstream.app.config.ConfigLoader;
import io.clipstream.app.config.ConfigSources;
import java.nio.file.Path;

/** A small deployment of one test class on its {@link Stack}. */
public final class TestDeployment {
    private TestDeployment() {}

    /** Two partitions for the stream, one for learning, any free port for the console. */
    public static Deployment of(Stack stack, Path state) {
        return Deployment.of(ConfigLoader.load(new ConfigSources()
                .set(ConfigKeys.BOOTSTRAP_SERVERS, stack.bootstrapServers(), "test")
                .set(ConfigKeys.REGISTRY_URL, stack.registryUrl(), "test")
                .set(ConfigKeys.TOPICS_PREFIX, stack.prefix(), "test")
                .set(ConfigKeys.APPLICATION_PREFIX, stack.prefix(), "test")
                .set(ConfigKeys.TOPICS_PARTITIONS, 2, "test")
                .set(ConfigKeys.TOPICS_LEARNING_PARTITIONS, 1, "test")
                .set(ConfigKeys.STATE_DIRECTORY, state, "test")
                .set(ConfigKeys.HTTP_PORT, 0, "test")));
    }
}
