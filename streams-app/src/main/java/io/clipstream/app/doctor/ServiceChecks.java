package io.clipstream.app.doctor;

import io.clipstream.app.client.Deployment;
import io.clipstream.app.client.RefusedException;
import io.clipstream.app.client.TopicAdmin;
import io.clipstream.app.client.TopicPlan;
import io.clipstream.app.run.ModelFolder;
import io.clipstream.clip.CheckpointException;
import io.clipstream.clip.ClipModel;
import io.clipstream.registry.RegistryException;
import io.clipstream.registry.SchemaNotFoundException;
import io.clipstream.registry.SchemaRegistries;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.config.ConfigException;

/** Looks at the model, the brokers, the schema registry and the topics. */
final class ServiceChecks {
    private static final int PATIENCE_SECONDS = 8;

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
        try {
            Path folder = ModelFolder.resolve(deployment.config().modelDirectory());
            try (ClipModel model = ClipModel.load(folder)) {
                String detail = folder + ": " + model.imageSize() + " x " + model.imageSize() + " pixels, dimension "
                        + model.dimension() + ", " + model.modelId();
                return deployment.config().modelDirectory() != null
                        ? Finding.ok(detail)
                        : Finding.warning(
                                "the demo model, " + detail, "for real work set model.directory to a CLIP checkpoint");
            }
        } catch (CheckpointException | RefusedException | IllegalStateException e) {
            return Finding.failed(e.getMessage(), "set model.directory to a CLIP checkpoint in Hugging Face's layout");
        }
    }

    private Finding broker() {
        try (Admin admin = deployment.clients().admin()) {
            int nodes = admin.describeCluster()
                    .nodes()
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .size();
            return Finding.ok(servers() + ", " + nodes + (nodes == 1 ? " broker" : " brokers"));
        } catch (ExecutionException | TimeoutException e) {
            return Finding.failed(
                    servers() + " does not answer",
                    "start Kafka, or set kafka.bootstrap.servers (and kafka.security.protocol and its relatives)");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Finding.failed("interrupted", "run it again");
        }
    }

    private Finding registry() {
        String url = deployment.config().registry().get("schema.registry.url");
        try {
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
                    : Finding.warning(
                            open.size() + " topics differ from the configuration", "see 'clipstream topics plan'");
        } catch (RefusedException e) {
            return Finding.failed(e.getMessage(), "see Kafka above");
        }
    }
}
