package io.clipstream.loadtest.scale;

import io.clipstream.app.client.Deployment;
import io.clipstream.app.client.TopicAdmin;
import io.clipstream.app.config.ConfigLoader;
import io.clipstream.app.config.ConfigSources;
import io.clipstream.app.quickstart.LocalServices;
import io.clipstream.topology.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A deployment of its own for one point: topics and groups that share the brokers with no other.
 *
 * @param services brokers and registry
 * @param state folder for its logs and state
 * @param name in the names of its topics and groups
 * @param partitions of images
 * @param settings of the configuration beyond that
 */
record Site(LocalServices services, Path state, String name, int partitions, List<String> settings)
        implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Site.class);

    /** Makes the topics. */
    static Site open(LocalServices services, Path state, String name, int partitions, List<String> settings)
            throws IOException {
        Site site = new Site(services, Files.createDirectories(state.resolve(name)), name, partitions, settings);
        try (TopicAdmin topics = new TopicAdmin(site.deployment())) {
            topics.apply();
        }
        return site;
    }

    /** The configuration of a process with a state folder of its own, as {@code key=value} pairs. */
    List<String> pairs(String process) {
        List<String> pairs = new ArrayList<>(List.of(
                "kafka.bootstrap.servers=" + services.bootstrapServers(),
                "schema.registry.url=" + services.registryUrl(),
                "topics.prefix=" + name + "-",
                "application.prefix=" + name + "-",
                "topics.partitions=" + partitions,
                "state.directory=" + state.resolve(process),
                "http.enabled=false"));
        pairs.addAll(settings);
        return pairs;
    }

    /** The deployment as the run's own clients see it. */
    Deployment deployment() {
        return Deployment.of(ConfigLoader.load(new ConfigSources().flags(pairs("run"))));
    }

    /** From now on, partitions of images and predictions keep about so many bytes. */
    void keepAtMost(long bytes) throws InterruptedException {
        List<AlterConfigOp> settings = List.of(
                new AlterConfigOp(new ConfigEntry("retention.bytes", Long.toString(bytes)), AlterConfigOp.OpType.SET),
                new AlterConfigOp(
                        new ConfigEntry("segment.bytes", Long.toString(bytes / 8)), AlterConfigOp.OpType.SET));
        Deployment deployment = deployment();
        try (Admin admin = deployment.clients().admin()) {
            admin.incrementalAlterConfigs(Map.of(
                            topic(deployment.topics().images()), settings,
                            topic(deployment.topics().predictions()), settings))
                    .all()
                    .get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the topics of " + name + " could not be altered: " + e.getCause(), e);
        }
    }

    private static ConfigResource topic(Topic<?> topic) {
        return new ConfigResource(ConfigResource.Type.TOPIC, topic.name());
    }

    /** Takes its topics away, those of Kafka Streams too: points must not fill the disk. */
    @Override
    public void close() {
        try (Admin admin = deployment().clients().admin()) {
            List<String> own = admin.listTopics().names().get().stream()
                    .filter(topic -> topic.startsWith(name + "-"))
                    .toList();
            admin.deleteTopics(own).all().get();
        } catch (ExecutionException e) {
            // They go with the brokers at the end; what was measured stands.
            LOG.warn("the topics of {} could not be deleted", name, e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
