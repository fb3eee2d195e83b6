package io.clipstream.app.run;

import io.clipstream.app.client.BrokerVersion;
import io.clipstream.app.client.Deployment;
import io.clipstream.app.client.RefusedException;
import io.clipstream.app.client.TopicAdmin;
import io.clipstream.app.client.TopicPlan;
import io.clipstream.app.metrics.Metrics;
import io.clipstream.clip.Backbone;
import io.clipstream.clip.ClipModel;
import io.clipstream.clip.LoadOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a node until it is stopped from outside or breaks down. */
public final class NodeRunner {
    private static final Logger LOG = LoggerFactory.getLogger(NodeRunner.class);

    private NodeRunner() {}

    /** Runs; returns whether a role broke down. */
    public static boolean run(Deployment deployment, Set<Role> roles) {
        requireCluster(deployment);
        ClipModel model = model(deployment, roles);
        boolean broken = false;
        try {
            broken = runWith(model, deployment, roles);
        } finally {
            // A device that is stuck may compute with the weights for ever: then the process's end frees them.
            if (model != null && !broken) {
                model.close();
            }
        }
        return broken;
    }

    /** Runs with a model that stays the caller's, who must not close it if a role broke down; returns whether one did. */
    public static boolean runWith(Backbone model, Deployment deployment, Set<Role> roles) {
        try (Metrics metrics = new Metrics();
                Node node = Node.start(deployment, roles, model, metrics)) {
            // A termination signal closes the node here, while the virtual machine waits.
            Thread hook = new Thread(node::close, "clipstream-shutdown");
            Runtime.getRuntime().addShutdownHook(hook);
            node.consoleUrl().ifPresent(url -> LOG.info("Console at {}", url));
            boolean broken = node.awaitEnd();
            if (broken) {
                LOG.error("This process ends since a role broke down: {}", node.details());
                LastResort.haltAfter(deployment.config().shutdownTimeout().plus(LastResort.GRACE));
                Runtime.getRuntime().removeShutdownHook(hook);
            }
            return broken;
        }
    }

    /** What a person has to mend is said before anything is loaded; brokers that do not answer are waited for later. */
    private static void requireCluster(Deployment deployment) {
        try {
            BrokerVersion.of(deployment.clients())
                    .requireProtocol(deployment.config().groupProtocol());
            requireTopics(deployment);
        } catch (RefusedException e) {
            if (!(e.getCause() instanceof RetriableException)) {
                throw e;
            }
            LOG.warn(
                    "Kafka at {} does not answer; going on, the roles wait for it. {}",
                    deployment.config().kafka().bootstrapServers(),
                    e.getMessage());
        }
    }

    private static void requireTopics(Deployment deployment) {
        try (TopicAdmin admin = new TopicAdmin(deployment)) {
            List<String> missing = admin.plan().stream()
                    .filter(plan -> !plan.exists())
                    .map(TopicPlan::topic)
                    .map(topic -> topic.name())
                    .toList();
            if (!missing.isEmpty()) {
                throw new RefusedException("these topics are missing: " + String.join(", ", missing)
                        + "; make them with 'clipstream topics apply'");
            }
        }
    }

    private static ClipModel model(Deployment deployment, Set<Role> roles) {
        if (roles.equals(Set.of(Role.COLLECT))) {
            return null;
        }
        Path folder = ModelFolder.resolve(deployment.config());
        LoadOptions towers = roles.contains(Role.RETRAIN) ? LoadOptions.bothTowers() : LoadOptions.imageTower();
        return ModelLoader.load(folder, deployment.config(), towers);
    }
}
