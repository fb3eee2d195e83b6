package io.clipstream.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;

/** Apache Kafka and Confluent's registry in containers. */
record DockerServices(KafkaContainer kafka, GenericContainer<?> registry, Network network) implements TestServices {
    /** {@code embedded} or {@code containers} decides; anything else leaves it to whether Docker answers. */
    private static final String CHOICE_PROPERTY = "clipstream.test.services";

    private static final String KAFKA_IMAGE = "apache/kafka:4.3.1";
    private static final String REGISTRY_IMAGE = "confluentinc/cp-schema-registry:7.9.5";
    private static final int REGISTRY_PORT = 8081;

    static boolean wanted() {
        return switch (System.getProperty(CHOICE_PROPERTY, "")) {
            case "containers" -> true;
            case "embedded" -> false;
            // The factory takes seconds and many log lines to find nothing: look for a socket first.
            default -> dockerMayBeThere() && DockerClientFactory.instance().isDockerAvailable();
        };
    }

    private static boolean dockerMayBeThere() {
        String home = System.getProperty("user.home");
        String runtime = System.getenv().getOrDefault("XDG_RUNTIME_DIR", "/run/user");
        return System.getenv("DOCKER_HOST") != null
                || System.getProperty("os.name").startsWith("Windows")
                || Stream.of("/var/run/docker.sock", home + "/.docker/run/docker.sock", runtime + "/docker.sock")
                        .anyMatch(socket -> Files.exists(Path.of(socket)));
    }

    static TestServices start() {
        Network network = Network.newNetwork();
        KafkaContainer kafka = new KafkaContainer(DockerImageName.parse(KAFKA_IMAGE))
                .withNetwork(network)
                .withListener("kafka:19092")
                .withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false")
                .withEnv("KAFKA_MESSAGE_MAX_BYTES", "50331648")
                .withEnv("KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS", "0");
        kafka.start();
        GenericContainer<?> registry = new GenericContainer<>(DockerImageName.parse(REGISTRY_IMAGE))
                .withNetwork(network)
                .withExposedPorts(REGISTRY_PORT)
                .withEnv("SCHEMA_REGISTRY_HOST_NAME", "registry")
                .withEnv("SCHEMA_REGISTRY_KAFKASTORE_BOOTSTRAP_SERVERS", "PLAINTEXT://kafka:19092")
                .withEnv("SCHEMA_REGISTRY_LISTENERS", "http://0.0.0.0:" + REGISTRY_PORT)
                .waitingFor(Wait.forHttp("/subjects").forStatusCode(200));
        registry.start();
        return new DockerServices(kafka, registry, network);
    }

    @Override
    public String bootstrapServers() {
        return kafka.getBootstrapServers();
    }

    @Override
    public String registryUrl() {
        return "http://" + registry.getHost() + ":" + registry.getMappedPort(REGISTRY_PORT);
    }

    @Override
    public void close() {
        registry.stop();
        kafka.stop();
        network.close();
    }
}
