package io.clipstream.loadtest.swap;

import io.clipstream.app.client.Deployment;
import io.clipstream.app.config.ConfigLoader;
import io.clipstream.app.config.ConfigSources;
import io.clipstream.loadtest.cli.Guarantee;
import io.clipstream.loadtest.crash.Cluster;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What is the same for every process of a swap run.
 *
 * @param cluster brokers and registry
 * @param guarantee exactly-once or at-least-once
 * @param protocol classic or streams
 * @param state parent of all state folders, logs and diaries
 */
record SwapSetup(Cluster cluster, Guarantee guarantee, String protocol, Path state) {
    static final int PARTITIONS = 6;
    private static final int SESSION_MILLIS = 6_000;

    /** The configuration of an instance, as {@code key=value} pairs. */
    List<String> pairs(String instance) {
        List<String> pairs = new ArrayList<>(List.of(
                "kafka.bootstrap.servers=" + cluster.bootstrapServers(),
                "schema.registry.url=" + cluster.registryUrl(),
                "state.directory=" + state.resolve(instance),
                "group.protocol=" + protocol,
                "topics.partitions=" + PARTITIONS,
                "topics.learning.partitions=3",
                "topics.replication.factor=" + cluster.replicas(),
                "score.processing.guarantee=" + guarantee.setting(),
                "http.enabled=false"));
        if (protocol.equals("classic")) {
            pairs.add("kafka.main.consumer.session.timeout.ms=" + SESSION_MILLIS);
            pairs.add("kafka.main.consumer.heartbeat.interval.ms=" + SESSION_MILLIS / 4);
        }
        return pairs;
    }

    /** The deployment as the run's own clients see it. */
    Deployment deployment() {
        return Deployment.of(ConfigLoader.load(new ConfigSources().flags(pairs("run"))));
    }
}
