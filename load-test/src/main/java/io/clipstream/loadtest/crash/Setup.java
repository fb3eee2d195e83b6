package io.clipstream.loadtest.crash;

import io.clipstream.app.client.Deployment;
import io.clipstream.app.client.TaskFile;
import io.clipstream.app.config.ConfigLoader;
import io.clipstream.app.config.ConfigSources;
import io.clipstream.loadtest.cli.Guarantee;
import io.clipstream.schemas.TaskSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What is the same for every process of a crash run.
 *
 * @param cluster brokers and registry
 * @param guarantee exactly-once or at-least-once
 * @param protocol classic or streams
 * @param state parent of all state folders
 * @param prefix of its topics and groups: several deployments share the brokers
 * @param match how long a correction waits for its prediction: longer than any fault holds one up
 */
record Setup(Cluster cluster, Guarantee guarantee, String protocol, Path state, String prefix, Duration match) {

    static final String TASK = "numbers";
    static final int PARTITIONS = 6;
    /** Low, so that a fault is over in seconds. */
    static final int SESSION_MILLIS = 6_000;

    static final int POLL_INTERVAL_MILLIS = 8_000;
    private static final int TRANSACTION_MILLIS = 6_000;
    private static final int COMMIT_MILLIS = 100;
    /** Images in the feature sample of a task: enough for the learner to look at them, few, so that some are displaced. */
    static final int SAMPLE = 128;

    /** Examples a class, and of none of them: few, so that most of what is said displaces something. */
    static final int PER_CLASS = 8;

    /** The deployment of the run without faults, on the same brokers. */
    Setup calm() {
        return new Setup(cluster, guarantee, protocol, state.resolve("calm"), "calm-", match);
    }

    /** The configuration of an instance with a state folder of its own, as {@code key=value} pairs. */
    List<String> pairs(String instance) {
        List<String> pairs = new ArrayList<>(List.of(
                "kafka.bootstrap.servers=" + cluster.bootstrapServers(),
                "schema.registry.url=" + cluster.registryUrl(),
                "state.directory=" + state.resolve(instance),
                "group.protocol=" + protocol,
                "topics.prefix=" + prefix,
                "application.prefix=" + prefix + "clipstream-",
                "topics.partitions=" + PARTITIONS,
                "topics.learning.partitions=2",
                "topics.replication.factor=" + Cluster.BROKERS,
                "score.processing.guarantee=" + guarantee.setting(),
                "score.commit.interval.ms=" + COMMIT_MILLIS,
                "collect.match.ttl.ms=" + match.toMillis(),
                "collect.sample.size=" + SAMPLE,
                // So that the last refit, on all examples and the whole sample, is there soon after the last of them.
                "retrain.sample.idle.ms=1000",
                "http.enabled=false",
                "kafka.main.consumer.max.poll.interval.ms=" + POLL_INTERVAL_MILLIS,
                "kafka.producer.transaction.timeout.ms=" + TRANSACTION_MILLIS,
                "kafka.reconnect.backoff.max.ms=500",
                "kafka.request.timeout.ms=5000"));
        if (protocol.equals("classic")) {
            pairs.add("kafka.main.consumer.session.timeout.ms=" + SESSION_MILLIS);
            pairs.add("kafka.main.consumer.heartbeat.interval.ms=" + SESSION_MILLIS / 4);
        }
        return pairs;
    }

    /** Between two commits of the scorers. */
    long commitMillis() {
        return COMMIT_MILLIS;
    }

    /** The deployment as the harness's own clients see it. */
    Deployment deployment() {
        return Deployment.of(ConfigLoader.load(new ConfigSources().flags(pairs("harness"))));
    }

    /** A task with a class for each number that the simulated device tells apart. */
    static TaskSpec task(String name) {
        String classes = IntStream.range(0, OneHotModel.CLASSES)
                .mapToObj(i -> "\"" + label(i) + "\"")
                .collect(Collectors.joining(","));
        return TaskFile.parse(
                "the crash harness",
                "{\"task\":\"" + name + "\",\"bufferPerClass\":" + PER_CLASS + ",\"bufferPolicy\":\"diverse\","
                        + "\"bufferNoneOfThese\":" + PER_CLASS + ",\"classes\":[" + classes + "]}",
                "crash",
                Instant.now());
    }

    /** Label of a class. */
    static String label(int number) {
        return "n" + number;
    }
}
