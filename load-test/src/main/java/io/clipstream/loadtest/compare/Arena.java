package io.clipstream.loadtest.compare;

import io.clipstream.app.bench.BenchImages;
import io.clipstream.app.client.Deployment;
import io.clipstream.app.client.RefusedException;
import io.clipstream.app.client.TaskDesk;
import io.clipstream.app.client.TaskFile;
import io.clipstream.app.client.TopicAdmin;
import io.clipstream.app.config.ConfigLoader;
import io.clipstream.app.config.ConfigSources;
import io.clipstream.app.metrics.Metrics;
import io.clipstream.app.quickstart.LocalServices;
import io.clipstream.app.run.Node;
import io.clipstream.app.run.Role;
import io.clipstream.clip.Backbone;
import io.clipstream.clip.Precision;
import io.clipstream.schemas.ImageEvent;
import io.clipstream.schemas.InlineImage;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Broker and registry that all contenders share, with topics of each one's own; one thread at a time. */
final class Arena {
    /** Between commits of every contender on Kafka Streams. */
    static final int COMMIT_MILLIS = 1_000;

    static final String TASK = "compare";
    static final List<String> LABELS =
            List.of("forest", "river", "road", "field", "house", "beach", "harbour", "bridge", "snow", "desert");
    private static final Duration START = Duration.ofMinutes(5);
    private static final int PARTITIONS_A_CORE = 3;
    /** What was read is let go of soon. */
    private static final Map<String, String> SMALL =
            Map.of("segment.bytes", "67108864", "file.delete.delay.ms", "1000");

    private final LocalServices services;
    private final Path model;
    private final Path state;
    private final Precision precision;
    private final int cores = Runtime.getRuntime().availableProcessors();
    private final Deployment any;
    private final Map<Contender, Lane> lanes = new EnumMap<>(Contender.class);

    Arena(LocalServices services, Path model, Path state, Precision precision) {
        this.services = services;
        this.model = model;
        this.state = state;
        this.precision = precision;
        this.any = deployment(Contender.CLIPSTREAM, "harness");
    }

    /** Makes a contender's topics and, for Clipstream, its task. */
    void prepare(Contender contender, Backbone backbone, BenchImages images) {
        if (contender.isPlain()) {
            lanes.put(contender, plain(contender, images));
        } else {
            lanes.put(contender, events(contender, backbone, images));
        }
    }

    private Lane plain(Contender contender, BenchImages images) {
        Map<String, String> input = new HashMap<>(SMALL);
        input.put("max.message.bytes", Integer.toString(any.topics().maxRecordBytes()));
        Lane lane = new Lane(contender.id() + "-images", contender.id() + "-answers", partitions(), images.files());
        try (Admin admin = any.clients().admin()) {
            admin.createTopics(List.of(
                            new NewTopic(lane.input(), partitions(), (short) 1).configs(input),
                            new NewTopic(lane.output(), partitions(), (short) 1)
                                    .configs(Map.of("message.timestamp.type", "LogAppendTime"))))
                    .all()
                    .get();
        } catch (ExecutionException e) {
            throw new RefusedException("the topics of " + contender.id() + " cannot be made: " + e.getCause(), e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
        return lane;
    }

    private Lane events(Contender contender, Backbone backbone, BenchImages images) {
        Deployment deployment = deployment(contender, "setup");
        try (TopicAdmin topics = new TopicAdmin(deployment)) {
            topics.apply();
        }
        try (Metrics metrics = new Metrics();
                Node trainer = Node.start(deployment, EnumSet.of(Role.RETRAIN), new StandInTexts(backbone), metrics)) {
            trainer.awaitReady(START);
            String classes = LABELS.stream().map(label -> '"' + label + '"').collect(Collectors.joining(","));
            String task = "{\"task\":\"" + TASK + "\",\"classes\":[" + classes + "]}";
            new TaskDesk(deployment).apply(TaskFile.parse("compare", task, "compare", Instant.now()), START);
        }
        var topic = deployment.topics().images();
        List<byte[]> values = images.files().stream()
                .map(file -> ImageEvent.newBuilder()
                        .setTask(TASK)
                        .setEventTime(Instant.now())
                        .setContent(new InlineImage(ByteBuffer.wrap(file)))
                        .setAttributes(Map.of())
                        .build())
                .map(event -> topic.values().serializer().serialize(topic.name(), event))
                .toList();
        shrink(topic.name());
        return new Lane(topic.name(), deployment.topics().predictions().name(), partitions(), values);
    }

    private void shrink(String topic) {
        List<AlterConfigOp> changes = SMALL.entrySet().stream()
                .map(e -> new AlterConfigOp(new ConfigEntry(e.getKey(), e.getValue()), AlterConfigOp.OpType.SET))
                .toList();
        try (Admin admin = any.clients().admin()) {
            admin.incrementalAlterConfigs(Map.of(new ConfigResource(ConfigResource.Type.TOPIC, topic), changes))
                    .all()
                    .get();
        } catch (ExecutionException e) {
            throw new RefusedException(topic + " cannot be altered: " + e.getCause(), e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** A contender's topics, once it is prepared. */
    Lane lane(Contender contender) {
        return lanes.get(contender);
    }

    /** Where the harness connects. */
    Deployment clients() {
        return any;
    }

    String bootstrapServers() {
        return services.bootstrapServers();
    }

    Path log(Contender contender) {
        return state.resolve(contender.id() + ".log");
    }

    private int partitions() {
        return PARTITIONS_A_CORE * cores;
    }

    /** Sends images of all contenders. */
    Producer<String, byte[]> producer() {
        Map<String, Object> settings = any.config().kafka().client("producer");
        settings.put("acks", "all");
        settings.put("linger.ms", "0");
        settings.put("max.request.size", any.topics().maxRecordBytes() + 1024 * 1024);
        settings.put("buffer.memory", 64L << 20);
        return new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
    }

    /** Removes what is left of the turn before. */
    void clear(Lane lane) {
        try (Admin admin = any.clients().admin()) {
            Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
            for (int i = 0; i < lane.partitions(); i++) {
                wanted.put(new TopicPartition(lane.input(), i), OffsetSpec.latest());
            }
            Map<TopicPartition, RecordsToDelete> ends = new HashMap<>();
            admin.listOffsets(wanted).all().get().forEach((partition, end) -> {
                if (end.offset() > 0) {
                    ends.put(partition, RecordsToDelete.beforeOffset(end.offset()));
                }
            });
            admin.deleteRecords(ends).all().get();
        } catch (ExecutionException e) {
            throw new RefusedException(lane.input() + " cannot be cleared: " + e.getCause(), e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** Command of Clipstream's score role for one turn. */
    List<String> scorer(Contender contender, String turn) {
        List<String> arguments = new ArrayList<>(List.of("run", "--roles", "score"));
        for (String pair : pairs(contender, turn)) {
            arguments.addAll(List.of("--set", pair));
        }
        return ContenderProcess.java(ScorerMain.class, List.of(), arguments);
    }

    /** Command of the application that scores one record at a time, with libtorch threads for each call. */
    List<String> oneAtATime(String turn, int torchThreads) {
        Lane lane = lane(Contender.ONE_AT_A_TIME);
        return ContenderProcess.java(
                OneAtATimeMain.class,
                List.of("-Dclipstream.torch.threads=" + torchThreads),
                List.of(
                        services.bootstrapServers(),
                        "one-at-a-time-" + turn,
                        state.resolve("one-at-a-time-" + turn).toString(),
                        lane.input(),
                        lane.output(),
                        model.toString(),
                        precision.word(),
                        Integer.toString(Math.max(1, cores / torchThreads))));
    }

    private Deployment deployment(Contender contender, String turn) {
        return Deployment.of(ConfigLoader.load(new ConfigSources().flags(pairs(contender, turn))));
    }

    private List<String> pairs(Contender contender, String turn) {
        String prefix = contender == Contender.EXACTLY_ONCE ? "eos-" : "alo-";
        return List.of(
                "kafka.bootstrap.servers=" + services.bootstrapServers(),
                "schema.registry.url=" + services.registryUrl(),
                "topics.prefix=" + prefix,
                "topics.partitions=" + partitions(),
                "topics.learning.partitions=1",
                "application.prefix=" + prefix + turn + "-",
                "state.directory=" + state.resolve(prefix + turn),
                "score.processing.guarantee="
                        + (contender == Contender.EXACTLY_ONCE ? "exactly_once_v2" : "at_least_once"),
                "score.commit.interval.ms=" + COMMIT_MILLIS,
                "score.decode.threads=" + Math.max(2, cores),
                "model=" + model,
                "precision=" + precision.word(),
                "device=cpu",
                "http.enabled=false");
    }

    private static IllegalStateException interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("interrupted", cause);
    }
}
