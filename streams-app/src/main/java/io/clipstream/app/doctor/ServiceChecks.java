package io.clipstream.app.doctor;

import io.clipstream.app.client.BrokerVersion;
import io.clipstream.app.client.Deployment;
import io.clipstream.app.client.RefusedException;
import io.clipstream.app.client.TopicAdmin;
import io.clipstream.app.client.TopicPlan;
import io.clipstream.app.run.ModelFolder;
import io.clipstream.clip.CheckpointException;
import io.clipstream.clip.ClipModel;
import io.clipstream.clip.hub.HubException;
import io.clipstream.clip.hub.HubName;
import io.clipstream.clip.hub.HubSettings;
import io.clipstream.clip.hub.ModelHub;
import io.clipstream.clip.hub.Snapshot;
import io.clipstream.registry.RegistryConfig;
import io.clipstream.registry.RegistryException;
import io.clipstream.registry.SchemaNotFoundException;
import io.clipstream.registry.SchemaRegistries;
import java.net.URI;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.config.ConfigException;

/** Looks at the model, the brokers, the schema registry and the topics. */
final class ServiceChecks {
    private static final int PATIENCE_SECONDS = 8;
    private static final int EXAMPLES = 2;

    private final Deployment deployment;

    ServiceChecks(Deployment deployment) {
        this.deployment = deployment;
    }

    List<Check> all() {
        return List.of(
                new Check("model", this::model),
                new Check("Kafka", this::broker),
                new Check("schema registry", this::registry),
                new Check("topics", this::topics));
    }

    private String servers() {
        return deployment.config().kafka().bootstrapServers();
    }

    private Finding model() {
        String configured = deployment.config().model();
        try {
            if (configured.isEmpty() || ModelFolder.isFolder(configured)) {
                return checkpoint(ModelFolder.resolve(deployment.config()), "");
            }
            // A look at the machine fetches nothing.
            HubName name = ModelFolder.name(configured);
            Optional<Snapshot> cached = new ModelHub(deployment.config().hub()).cached(name);
            return cached.isPresent()
                    ? checkpoint(
                            cached.get().folder(),
                            name + ", commit " + cached.get().commit() + ", ")
                    : absent(name);
        } catch (CheckpointException | RefusedException | IllegalStateException e) {
            return Finding.failed(e.getMessage(), "set model to a CLIP checkpoint in Hugging Face's layout");
        } catch (HubException e) {
            return Finding.failed(e.getMessage(), "set hub.cache.dir to a folder that can be used");
        }
    }

    private Finding checkpoint(Path folder, String origin) throws CheckpointException {
        // The device has a check of its own.
        try (ClipModel model = ClipModel.load(folder)) {
            String detail = origin + folder + ": " + model.imageSize() + " x " + model.imageSize()
                    + " pixels, dimension " + model.dimension() + ", " + model.modelId();
            return !deployment.config().model().isEmpty()
                    ? Finding.ok(detail)
                    : Finding.warning("the demo model, " + detail, "for real work set model to a CLIP checkpoint");
        }
    }

    private Finding absent(HubName name) {
        HubSettings hub = deployment.config().hub();
        String detail = name + " is not in the cache " + hub.cache();
        String remedy = "'clipstream model fetch " + name + "' brings it";
        return hub.offline()
                ? Finding.failed(detail + ", and hub.offline is set", remedy + " where there is a network")
                : Finding.warning(detail + "; it will be fetched from " + hub.url() + " when it is first used", remedy);
    }

    private Finding broker() {
        try (Admin admin = deployment.clients().admin()) {
            int nodes = admin.describeCluster()
                    .nodes()
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .size();
            String where = servers() + ", " + nodes + (nodes == 1 ? " broker" : " brokers");
            return version(where, BrokerVersion.of(deployment.clients()));
        } catch (ExecutionException | TimeoutException | RefusedException e) {
            return Finding.failed(
                    servers() + " does not answer",
                    "start Kafka, or set kafka.bootstrap.servers (and kafka.security.protocol and its relatives)");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Finding.failed("interrupted", "run it again");
        }
    }

    private Finding version(String where, BrokerVersion version) {
        String detail = where + ", " + version;
        try {
            version.requireProtocol(deployment.config().groupProtocol());
        } catch (RefusedException e) {
            return Finding.failed(where + "; " + e.getMessage(), "see group.protocol in reference.properties");
        }
        return version.isTried()
                ? Finding.ok(detail)
                : Finding.warning(
                        detail + ": older than anything that Clipstream is tried with", "upgrade to Kafka 4.1");
    }

    private Finding registry() {
        String url = "";
        try {
            // The addresses as they are asked: without user info, which is a secret.
            url = RegistryConfig.from(deployment.config().registry()).urls().stream()
                    .map(URI::toString)
                    .collect(Collectors.joining(","));
            SchemaRegistries.client(deployment.config().registry())
                    .latest(deployment.topics().images().name() + "-value");
            return Finding.ok(url);
        } catch (SchemaNotFoundException e) {
            return Finding.ok(url + ", no schema of ours yet");
        } catch (RegistryException e) {
            return Finding.failed(e.getMessage(), "start the registry, or set schema.registry.url and its credentials");
        } catch (ConfigException e) {
            return Finding.failed(
                    e.getMessage(), "set schema.registry.url to an address such as http://localhost:8081");
        }
    }

    private Finding topics() {
        try (TopicAdmin admin = new TopicAdmin(deployment)) {
            List<TopicPlan> open =
                    admin.plan().stream().filter(plan -> !plan.isDone()).toList();
            long missing = open.stream().filter(plan -> !plan.exists()).count();
            if (missing > 0) {
                return Finding.failed(missing + " topics are missing", "make them with 'clipstream topics apply'");
            }
            return open.isEmpty()
                    ? Finding.ok(deployment.topics().all().size() + " topics, all as configured")
                    : differing(open);
        } catch (RefusedException e) {
            return Finding.failed(e.getMessage(), "see Kafka above");
        }
    }

    /** Names the first of them, those with other partitions before the rest: applying the configuration mends only the rest. */
    static Finding differing(List<TopicPlan> open) {
        String examples = open.stream()
                .sorted(Comparator.comparing(plan -> !hasOtherPartitions(plan)))
                .limit(EXAMPLES)
                .map(ServiceChecks::difference)
                .collect(Collectors.joining("; "));
        String detail = open.size() + (open.size() == 1 ? " topic differs" : " topics differ")
                + " from the configuration: " + examples + (open.size() > EXAMPLES ? "; ..." : "");
        return Finding.warning(
                detail,
                open.stream().anyMatch(ServiceChecks::hasOtherPartitions)
                        ? "set topics.partitions and topics.learning.partitions to what is there; see 'clipstream topics plan'"
                        : "see 'clipstream topics plan'");
    }

    private static boolean hasOtherPartitions(TopicPlan plan) {
        return plan.actualPartitions() != plan.topic().partitions();
    }

    private static String difference(TopicPlan plan) {
        return hasOtherPartitions(plan)
                ? plan.topic().name() + " has " + plan.actualPartitions() + " partitions, "
                        + plan.topic().partitions() + " are configured"
                : plan.topic().name() + " has another "
                        + String.join(", ", plan.settings().keySet());
    }
}
